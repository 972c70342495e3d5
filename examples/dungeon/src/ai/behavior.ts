import type { Monster } from "../entities/monster";
import type { Game } from "../game/game";

export type Outcome = "success" | "failure" | "running";

export interface Thought {
    readonly game: Game;
    readonly self: Monster;
}

/** A node of a behaviour tree. */
export abstract class Behavior {
    static evaluated = 0;

    constructor(readonly label: string) {}

    tick(thought: Thought): Outcome {
        Behavior.evaluated++;
        return this.run(thought);
    }

    protected abstract run(thought: Thought): Outcome;
}

export class Task extends Behavior {
    constructor(
        label: string,
        private readonly action: (thought: Thought) => Outcome,
    ) {
        super(label);
    }

    protected override run(thought: Thought): Outcome {
        return this.action(thought);
    }
}

export class Condition extends Behavior {
    constructor(
        label: string,
        private readonly test: (thought: Thought) => boolean,
    ) {
        super(label);
    }

    protected override run(thought: Thought): Outcome {
        return this.test(thought) ? "success" : "failure";
    }
}

abstract class Composite extends Behavior {
    constructor(
        label: string,
        protected readonly children: readonly Behavior[],
    ) {
        super(label);
    }
}

/** Runs its children until one does not succeed. */
export class Sequence extends Composite {
    protected override run(thought: Thought): Outcome {
        for (const child of this.children) {
            const outcome = child.tick(thought);
            if (outcome !== "success") return outcome;
        }
        return "success";
    }
}

/** Runs its children until one does not fail. */
export class Selector extends Composite {
    protected override run(thought: Thought): Outcome {
        for (const child of this.children) {
            const outcome = child.tick(thought);
            if (outcome !== "failure") return outcome;
        }
        return "failure";
    }
}

export class Not extends Behavior {
    constructor(private readonly child: Behavior) {
        super(`not ${child.label}`);
    }

    protected override run(thought: Thought): Outcome {
        const outcome = this.child.tick(thought);
        if (outcome === "running") return outcome;
        return outcome === "success" ? "failure" : "success";
    }
}
