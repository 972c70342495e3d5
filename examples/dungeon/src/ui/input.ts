import { Direction } from "@core";
import type { KeyConstant } from "love.keyboard";

export type Intent =
    | { readonly kind: "go"; readonly direction: Direction }
    | { readonly kind: "wait" }
    | { readonly kind: "pickup" }
    | { readonly kind: "descend" }
    | { readonly kind: "quick"; readonly slot: number }
    | { readonly kind: "auto" }
    | { readonly kind: "menu" };

const go = (direction: Direction): Intent => ({ kind: "go", direction });

const bindings: Partial<Record<KeyConstant, Intent>> = {
    up: go(Direction.North),
    k: go(Direction.North),
    right: go(Direction.East),
    l: go(Direction.East),
    down: go(Direction.South),
    j: go(Direction.South),
    left: go(Direction.West),
    h: go(Direction.West),
    space: { kind: "wait" },
    g: { kind: "pickup" },
    return: { kind: "descend" },
    tab: { kind: "auto" },
    escape: { kind: "menu" },
};

export function intentOf(key: KeyConstant): Intent | undefined {
    const digit = Number(key);
    if (!Number.isNaN(digit) && digit >= 1) {
        return { kind: "quick", slot: digit - 1 };
    }
    return bindings[key];
}

/** Keys that were pressed since the last frame, in order. */
export class InputQueue {
    private readonly intents: Intent[] = [];

    press(key: KeyConstant): void {
        const intent = intentOf(key);
        if (intent && this.intents.length < 4) this.intents.push(intent);
    }

    *poll(): Generator<Intent> {
        while (this.intents.length > 0) {
            yield this.intents.shift()!;
        }
    }
}
