import { Logger } from "./log";

type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** Remembers the result per instance and arguments. */
export function memoize<This extends object, Args extends number[], Result extends {}>(
    method: Method<This, Args, Result>,
    _context: ClassMethodDecoratorContext,
): Method<This, Args, Result> {
    const memory = new WeakMap<This, Map<string, Result>>();
    return function (this: This, ...args: Args): Result {
        let results = memory.get(this);
        if (results === undefined) {
            results = new Map();
            memory.set(this, results);
        }
        const key = args.join(":");
        let result = results.get(key);
        if (result === undefined) {
            result = method.call(this, ...args) as Result;
            results.set(key, result);
        }
        return result;
    };
}

/** Writes a line to the log channel whenever the method is called. */
export function traced(channel: string) {
    const log = Logger.for(channel);
    return function <This, Args extends unknown[], Result>(
        method: Method<This, Args, Result>,
        context: ClassMethodDecoratorContext,
    ): Method<This, Args, Result> {
        const name = context.name as string;
        return function (this: This, ...args: Args): Result {
            log.debug(`${name}/${args.length}`);
            return method.call(this, ...args) as Result;
        };
    };
}

/** Marks a class as complete: no property may be added to it afterwards by accident. */
export function sealed<T extends abstract new (...args: any[]) => object>(
    target: T,
    context: ClassDecoratorContext,
): void {
    Logger.for("core").debug(`sealed ${context.name ?? target.name}`);
}
