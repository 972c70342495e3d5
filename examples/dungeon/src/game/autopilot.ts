import { iter, points, type Point } from "@core";
import type { Actor } from "../entities";
import type { Item, Potion, Scroll } from "../items";
import { findNearest, findPath } from "../world/pathfinding";
import type { Action } from "./actions";
import type { Game } from "./game";

type Rule = (this: Autopilot) => Action | undefined;

/** Cells that are entered more often than this make the hero impatient. */
const PATIENCE = 8;

const REACH = 5;

/** Plays by rules: the first one that has an idea decides. */
export class Autopilot {
    private readonly visits = new Map<string, number>();
    private impatient = false;
    private lastCell = "";

    private readonly rules: ReadonlyMap<string, Rule>;

    constructor(private readonly game: Game) {
        this.rules = new Map<string, Rule>([
            ["drink", this.drink],
            ["read", this.read],
            ["fight", this.fight],
            ["loot", this.loot],
            ["explore", this.explore],
            ["leave", this.leave],
        ]);
        game.events.on("descend", () => {
            this.visits.clear();
            this.impatient = false;
        });
    }

    decide(): { rule: string; action: Action } {
        this.remember();
        for (const [name, rule] of this.rules) {
            const action = rule.call(this);
            if (action) return { rule: name, action };
        }
        return { rule: "idle", action: { type: "wait" } };
    }

    private remember(): void {
        const here = points.format(this.game.player.position);
        if (here === this.lastCell) return;
        this.lastCell = here;
        const visits = (this.visits.get(here) ?? 0) + 1;
        this.visits.set(here, visits);
        this.impatient ||= visits > PATIENCE;
    }

    private *enemies(reach = REACH): Generator<Actor> {
        const { level, player } = this.game;
        for (const actor of level.actorsIn()) {
            const near = points.manhattan(actor.position, player.position) <= reach;
            if (near && player.isHostileTo(actor) && level.tileAt(actor.position).lit) yield actor;
        }
    }

    private drink(): Action | undefined {
        const { stats, inventory } = this.game.player;
        if (!stats.isWounded) return undefined;
        const potion = inventory.ofKind<Potion>("potion").find(({ heals }) => heals);
        return potion && { type: "use", item: potion };
    }

    private read(): Action | undefined {
        if (iter.count(this.enemies()) < 2) return undefined;
        const scroll = this.game.player.inventory.ofKind<Scroll>("scroll").find(({ offensive }) => offensive);
        return scroll && { type: "use", item: scroll };
    }

    private fight(): Action | undefined {
        const { position } = this.game.player;
        const reach = this.impatient ? 1 : REACH;
        const enemy = iter.minBy(this.enemies(reach), (actor) => points.manhattan(actor.position, position));
        return enemy && this.approach(enemy.position);
    }

    private loot(): Action | undefined {
        const { level, player } = this.game;
        const wanted = (items: readonly Item[]) => items.length > 0 && !player.inventory.isFull;
        if (wanted(level.itemsAt(player.position))) return { type: "pickup" };
        if (this.impatient) return undefined;
        const piles = level.piles().filter(([place, items]) => level.tileAt(place).seen && wanted(items));
        const nearest = iter.minBy(piles, ([place]) => points.manhattan(place, player.position));
        return nearest && this.approach(nearest[0]);
    }

    private explore(): Action | undefined {
        const { level, player } = this.game;
        if (this.impatient) return undefined;
        const [next] = findNearest(level, player.position, (place) => !level.tileAt(place).seen);
        return next && { type: "step", to: next };
    }

    private leave(): Action | undefined {
        const { level, player } = this.game;
        return points.equals(player.position, level.exit) ? { type: "descend" } : this.approach(level.exit);
    }

    private approach(goal: Point): Action | undefined {
        const [next] = findPath(this.game.level, this.game.player.position, goal);
        return next && { type: "step", to: next };
    }
}
