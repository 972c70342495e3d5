import { parseArgs, type ParseArgsConfig } from "node:util";

/** A command was called in a way that it does not know; the message says how it is called. */
export class UsageError extends Error {}

/** An option, its value's name if it has one, and what it does. */
export interface Option {
    readonly value?: string;
    readonly short?: string;
    readonly help: string;
    readonly multiple?: boolean;
}

export interface Arguments {
    readonly positionals: readonly string[];
    flag(name: string): boolean;
    text(name: string): string | undefined;
    texts(name: string): readonly string[];
    count(name: string): number | undefined;
}

/** @param most how many words may follow the options */
export function readArguments(words: readonly string[], options: Readonly<Record<string, Option>>, most: number): Arguments {
    const config: ParseArgsConfig = {
        args: [...words],
        allowPositionals: true,
        options: Object.fromEntries(
            Object.entries(options).map(([name, { value, short, multiple }]) => [
                name,
                { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }), ...(multiple && { multiple }) },
            ]),
        ),
    };
    let parsed: ReturnType<typeof parseArgs>;
    try {
        parsed = parseArgs(config);
    } catch (cause) {
        throw new UsageError((cause as Error).message.split(/\. (?:To|Did)/)[0], { cause });
    }
    const { values, positionals } = parsed;
    if (positionals.length > most) throw new UsageError(`unexpected argument '${positionals[most]}'`);
    return {
        positionals,
        flag: name => values[name] === true,
        text: name => values[name] as string | undefined,
        texts: name => (values[name] as string[] | undefined) ?? [],
        count(name) {
            const text = values[name] as string | undefined;
            if (text !== undefined && !/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} is a number, not '${text}'`);
            return text === undefined ? undefined : Number(text);
        },
    };
}
