import type { ScrollData } from "@data";
import { Spells } from "../combat/spells";
import { Item, type UseContext } from "./item";

export class Scroll extends Item<ScrollData> {
    readonly kind = "scroll";

    override get stackable(): boolean {
        return true;
    }

    get offensive(): boolean {
        return this.data.spell !== "blink";
    }

    override use(context: UseContext): boolean {
        const outcome = Spells.cast(this.data.spell, context);
        if (!outcome.ok) {
            context.game.messages.add(`the scroll fizzles: ${outcome.reason}`);
            return false;
        }
        context.game.messages.add(outcome.value);
        return true;
    }

    override describe(): string {
        return this.label;
    }

    protected override get basePrice(): number {
        return 18;
    }
}
