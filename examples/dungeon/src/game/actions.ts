import { Directions, assertNever, results, type Direction, type Point, type Result } from "@core";
import { InventoryFull, type Armor, type Item, type Weapon } from "../items";
import { TileKind } from "../world/tile";
import type { Game } from "./game";

export type Action =
    | { readonly type: "wait" }
    | { readonly type: "move"; readonly direction: Direction }
    | { readonly type: "step"; readonly to: Point }
    | { readonly type: "pickup" }
    | { readonly type: "use"; readonly item: Item }
    | { readonly type: "descend" };

/** Performs what the player chose. A failure costs no turn. */
export function perform(game: Game, action: Action): Result<string> {
    const { player } = game;
    switch (action.type) {
        case "wait":
            return results.success("waits");
        case "move":
            return enter(game, Directions.step(player.position, action.direction));
        case "step":
            return enter(game, action.to);
        case "pickup":
            return pickUp(game);
        case "use":
            return use(game, action.item);
        case "descend":
            if (game.level.tileAt(player.position).kind !== TileKind.StairsDown) {
                return results.failure("there are no stairs here");
            }
            game.descend();
            return results.success(`descends to ${game.level.title}`);
        default:
            return assertNever(action, "action");
    }
}

function enter(game: Game, place: Point): Result<string> {
    const { player, level } = game;
    const other = level.actorAt(place);
    if (other !== undefined) {
        return player.isHostileTo(other)
            ? results.success(game.strike(player, other))
            : results.failure(`${other.name} is in the way`);
    }
    return level.move(player, place) ? results.success("walks") : results.failure("a wall");
}

function pickUp(game: Game): Result<string> {
    const { player, level } = game;
    const item = level.pickUp(player.position);
    if (!item) return results.failure("nothing lies here");
    try {
        const own = player.inventory.add(item);
        wearIfBetter(game, own);
        game.events.emit("pickup", { item: own });
        return results.success(`takes ${item.name}`);
    } catch (error) {
        if (error instanceof InventoryFull) {
            level.drop(item, player.position);
            player.gold += 1;
            return results.success(`leaves ${item.name}`);
        }
        throw error;
    } finally {
        player.note(`pile at turn ${game.turn}`);
    }
}

function wearIfBetter({ player }: Game, item: Item): void {
    if (item.kind === "weapon") {
        const weapon = item as Weapon;
        if (weapon.average > (player.equipment.weapon?.average ?? 2)) player.equipment.wield(weapon);
    } else if (item.kind === "armor") {
        const piece = item as Armor;
        if (player.equipment.isBetter(piece)) player.equipment.wear(piece);
    }
}

function use(game: Game, item: Item): Result<string> {
    const { name } = item;
    if (item.use({ game, user: game.player })) {
        game.player.inventory.take(item);
        return results.success(`uses ${name}`);
    }
    return results.success(`tries ${name}`);
}
