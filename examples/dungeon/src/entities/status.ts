import { assertNever } from "@core/assert";
import type { StatusName } from "@data";
import type { Actor } from "./actor";

interface Timed {
    turns: number;
}

export type Status =
    | (Timed & { kind: "poison"; potency: number })
    | (Timed & { kind: "stun" })
    | (Timed & { kind: "haste"; undo?: () => void })
    | (Timed & { kind: "shield"; absorb: number });

export function makeStatus(kind: StatusName, turns: number): Status {
    switch (kind) {
        case "poison":
            return { kind, turns, potency: 1 };
        case "stun":
            return { kind, turns };
        case "haste":
            return { kind, turns };
        case "shield":
            return { kind, turns, absorb: 2 };
        default:
            return assertNever(kind, "status");
    }
}

/** The lasting conditions of one actor. */
export class Conditions {
    private readonly active = new Map<Status["kind"], Status>();

    constructor(private readonly owner: Actor) {}

    get isEmpty(): boolean {
        return this.active.size === 0;
    }

    has(kind: Status["kind"]): boolean {
        return this.active.has(kind);
    }

    add(status: Status): void {
        const existing = this.active.get(status.kind);
        if (existing) {
            existing.turns = Math.max(existing.turns, status.turns);
            return;
        }
        this.active.set(status.kind, status);
        if (status.kind === "haste") {
            status.undo = this.owner.stats.modify("speed", 5, "haste");
        }
    }

    absorb(amount: number): number {
        const shield = this.active.get("shield");
        return shield?.kind === "shield" ? Math.max(0, amount - shield.absorb) : amount;
    }

    /** One turn passes; the damage that the conditions do. */
    tick(): number {
        let harm = 0;
        for (const status of [...this.active.values()]) {
            if (status.kind === "poison") harm += status.potency;
            status.turns--;
            if (status.turns <= 0) this.end(status);
        }
        return harm;
    }

    names(): string[] {
        return [...this.active.keys()].sort();
    }

    private end(status: Status): void {
        this.active.delete(status.kind);
        if (status.kind === "haste") {
            status.undo?.();
        }
    }
}
