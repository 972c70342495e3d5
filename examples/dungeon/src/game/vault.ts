import { text } from "@core";
import { rollHoard } from "../items";
import type { Game } from "./game";
// A cycle at run time; harmless, because quests.ts loads this module only when it needs it.
import { QuestFailed } from "./quests";

/** Opens for collectors; its treasure goes straight to the purse. */
export function openVault(game: Game, kinds: readonly string[]): number {
    if (game.player.isDead) {
        throw new QuestFailed("the dead collect nothing");
    }
    let gold = 0;
    const names: string[] = [];
    for (const item of rollHoard(game.rng, game.depth, kinds.length)) {
        gold += item.price;
        names.push(item.name);
    }
    game.messages.add(`the vault holds ${text.list(names)}`);
    return gold;
}
