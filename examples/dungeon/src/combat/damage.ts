import { assertNever } from "@core/assert";

export type Element = "fire" | "frost";

export type Damage =
    | { readonly type: "physical"; readonly amount: number; readonly critical: boolean }
    | { readonly type: "elemental"; readonly amount: number; readonly element: Element }
    | { readonly type: "poison"; readonly amount: number };

export namespace damage {
    export function physical(amount: number, critical = false): Damage {
        return { type: "physical", amount, critical };
    }

    export function elemental(element: Element, amount: number): Damage {
        return { type: "elemental", amount, element };
    }

    export function poison(amount: number): Damage {
        return { type: "poison", amount };
    }

    export function scaled(source: Damage, percent: number): Damage {
        return { ...source, amount: Math.floor((source.amount * percent) / 100) };
    }

    /** What is left after armour and resistances. */
    export function reduce(source: Damage, protection: number, resistances: ReadonlySet<Element>): number {
        switch (source.type) {
            case "physical": {
                const effective = source.critical ? Math.floor(protection / 2) : protection;
                return Math.max(1, source.amount - effective);
            }
            case "elemental":
                return resistances.has(source.element) ? Math.floor(source.amount / 2) : source.amount;
            case "poison":
                return source.amount;
            default:
                return assertNever(source, "damage");
        }
    }

    export function describe(source: Damage): string {
        switch (source.type) {
            case "physical":
                return source.critical ? "critical" : "plain";
            case "elemental":
                return source.element;
            case "poison":
                return "poison";
        }
    }
}
