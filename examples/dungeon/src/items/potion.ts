import { assertNever } from "@core";
import type { PotionData } from "@data";
import { makeStatus } from "../entities/status";
import { Item, type UseContext } from "./item";

export class Potion extends Item<PotionData> {
    readonly kind = "potion";

    override get stackable(): boolean {
        return true;
    }

    get heals(): boolean {
        return this.data.effect.kind === "heal";
    }

    override use({ game, user }: UseContext): boolean {
        const { effect } = this.data;
        switch (effect.kind) {
            case "heal": {
                const healed = user.heal(effect.amount);
                game.messages.add(`${user.name} feels better (+${healed})`);
                return true;
            }
            case "status":
                user.afflict(makeStatus(effect.status, effect.turns));
                game.messages.add(`${user.name} is under ${effect.status} for ${effect.turns} turns`);
                return true;
            default:
                return assertNever(effect, "potion effect");
        }
    }

    override describe(): string {
        const { effect } = this.data;
        const what = effect.kind === "heal" ? `heals ${effect.amount}` : `${effect.status}, ${effect.turns} turns`;
        return `${this.label} (${what})`;
    }

    protected override get basePrice(): number {
        return this.heals ? 12 : 20;
    }
}
