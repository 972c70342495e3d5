import type { Rng } from "@core";
import type { Actor } from "../entities/actor";
import { damage, type Damage } from "./damage";

export type AttackOutcome =
    | { readonly kind: "miss" }
    | { readonly kind: "hit"; readonly dealt: number; readonly how: string; readonly killed: boolean };

const CRITICAL_PERCENT = 8;

/** The dice behind one blow. */
export class CombatResolver {
    private readonly tally = new WeakMap<Actor, { blows: number; misses: number }>();

    constructor(private readonly rng: Rng) {}

    attack(attacker: Actor, defender: Actor): AttackOutcome {
        const record = this.recordOf(attacker);
        record.blows++;
        if (!this.rng.chance(this.hitChance(attacker, defender))) {
            record.misses++;
            return { kind: "miss" };
        }
        return this.apply(this.roll(attacker), defender);
    }

    apply(blow: Damage, defender: Actor): AttackOutcome {
        const reduced = damage.reduce(blow, defender.protection, defender.resistances);
        const dealt = defender.hurt(reduced);
        return { kind: "hit", dealt, how: damage.describe(blow), killed: defender.isDead };
    }

    hitChance(attacker: Actor, defender: Actor): number {
        const chance = 70 + 4 * (attacker.stats.attack - defender.stats.defense);
        return Math.min(95, Math.max(20, chance));
    }

    missesOf(attacker: Actor): number {
        return this.tally.get(attacker)?.misses ?? 0;
    }

    private roll(attacker: Actor): Damage {
        const blow = attacker.rollDamage(this.rng);
        if (blow.type === "physical" && this.rng.chance(CRITICAL_PERCENT)) {
            return { ...blow, amount: blow.amount * 2, critical: true };
        }
        return blow;
    }

    private recordOf(attacker: Actor): { blows: number; misses: number } {
        let record = this.tally.get(attacker);
        if (!record) {
            record = { blows: 0, misses: 0 };
            this.tally.set(attacker, record);
        }
        return record;
    }
}
