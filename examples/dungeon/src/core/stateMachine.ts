import { GameError } from "./assert";

export interface State<Context> {
    enter?(context: Context): void;
    update?(context: Context, dt: number): string | undefined;
    exit?(context: Context): void;
}

/** States by name; `update` of a state names its successor. */
export class StateMachine<Context, Name extends string> {
    private active?: Name;

    constructor(
        private readonly context: Context,
        private readonly states: Record<Name, State<Context>>,
        private readonly transitions: Partial<Record<Name, readonly Name[]>> = {},
    ) {}

    get current(): Name | undefined {
        return this.active;
    }

    go(next: Name): void {
        const previous = this.active;
        if (previous !== undefined) {
            const allowed = this.transitions[previous];
            if (allowed !== undefined && !allowed.includes(next)) {
                throw new GameError(`no way from ${previous} to ${next}`, "state machine");
            }
            this.states[previous].exit?.(this.context);
        }
        this.active = next;
        this.states[next].enter?.(this.context);
    }

    update(dt: number): void {
        if (this.active === undefined) return;
        const next = this.states[this.active].update?.(this.context, dt);
        if (next !== undefined) {
            this.go(next as Name);
        }
    }
}
