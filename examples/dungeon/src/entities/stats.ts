import type { StatBlock } from "@data";

export type StatName = keyof StatBlock;

export interface Modifier {
    readonly stat: StatName;
    readonly amount: number;
    readonly source: string;
}

/** Base values plus whatever modifies them at the moment. */
export class Stats {
    private readonly base: Mutable<StatBlock>;
    private readonly modifiers = new Set<Modifier>();
    private current: number;

    constructor(base: StatBlock) {
        this.base = { ...base };
        this.current = base.maxHp;
    }

    get hp(): number {
        return this.current;
    }

    set hp(value: number) {
        this.current = Math.min(this.maxHp, Math.max(0, value));
    }

    get maxHp(): number {
        return this.total("maxHp");
    }

    get attack(): number {
        return this.total("attack");
    }

    get defense(): number {
        return this.total("defense");
    }

    get speed(): number {
        return Math.max(1, this.total("speed"));
    }

    get isWounded(): boolean {
        return this.current * 2 < this.maxHp;
    }

    raise(stat: StatName, by = 1): void {
        this.base[stat] += by;
    }

    /** Returns the function that takes the modifier away again. */
    modify(stat: StatName, amount: number, source: string): () => void {
        const modifier: Modifier = { stat, amount, source };
        this.modifiers.add(modifier);
        return () => {
            this.modifiers.delete(modifier);
            this.hp = this.current;
        };
    }

    private total(stat: StatName): number {
        let value = this.base[stat];
        for (const modifier of this.modifiers) {
            if (modifier.stat === stat) value += modifier.amount;
        }
        return value;
    }
}
