import { GameError, Grid, SparseGrid, points, type Point, type Rng } from "@core";
import type { ThemeName } from "@data";
import type { Actor } from "../entities/actor";
import type { Item } from "../items/item";
import { isOpaque, isSolid, glyphOf, TileKind, type Tile } from "./tile";

export interface LevelPlan {
    readonly tiles: Grid<Tile>;
    readonly start: Point;
    readonly exit: Point;
    readonly rooms: number;
}

/** One floor of the dungeon with everything that is on it. */
export class Level {
    readonly tiles: Grid<Tile>;
    readonly start: Point;
    readonly exit: Point;
    private readonly actors: SparseGrid<Actor>;
    private readonly ground: SparseGrid<Item[]>;

    constructor(
        readonly depth: number,
        readonly theme: ThemeName,
        readonly title: string,
        plan: LevelPlan,
    ) {
        ({ tiles: this.tiles, start: this.start, exit: this.exit } = plan);
        this.actors = new SparseGrid(this.tiles.width);
        this.ground = new SparseGrid(this.tiles.width);
    }

    get population(): number {
        return this.actors.size;
    }

    tileAt({ x, y }: Point): Tile {
        return this.tiles.get(x, y);
    }

    actorAt(place: Point): Actor | undefined {
        return this.actors.get(place);
    }

    isOpen({ x, y }: Point): boolean {
        return this.tiles.has(x, y) && !isSolid(this.tiles.get(x, y));
    }

    isFree(place: Point): boolean {
        return this.isOpen(place) && this.actors.get(place) === undefined;
    }

    add(actor: Actor): void {
        const occupant = this.actors.get(actor.position);
        if (occupant) {
            throw new GameError(`${occupant.tag} stands there`, actor.tag);
        }
        this.actors.set(actor.position, actor);
        actor.level = this;
    }

    remove(actor: Actor): void {
        if (this.actors.get(actor.position) === actor) {
            this.actors.delete(actor.position);
        }
        actor.level = undefined;
    }

    move(actor: Actor, to: Point): boolean {
        if (!this.isFree(to)) return false;
        this.actors.delete(actor.position);
        actor.position = to;
        this.actors.set(to, actor);
        return true;
    }

    /** All actors, row by row. */
    *actorsIn(): Generator<Actor> {
        for (const [, actor] of this.actors.sorted()) {
            yield actor;
        }
    }

    drop(item: Item, place: Point): void {
        const pile = this.ground.get(place);
        if (pile) {
            pile.push(item);
        } else {
            this.ground.set(place, [item]);
        }
    }

    itemsAt(place: Point): readonly Item[] {
        return this.ground.get(place) ?? [];
    }

    pickUp(place: Point): Item | undefined {
        const pile = this.ground.get(place);
        const item = pile?.pop();
        if (pile?.length === 0) this.ground.delete(place);
        return item;
    }

    piles(): Array<[Point, Item[]]> {
        return this.ground.sorted();
    }

    randomFloor(rng: Rng): Point | undefined {
        for (let attempt = 0; attempt < 200; attempt++) {
            const place = this.tiles.bounds.randomPoint(rng);
            if (this.isFree(place) && this.tileAt(place).kind === TileKind.Floor) return place;
        }
        return undefined;
    }

    freeAround(centre: Point): Point | undefined {
        for (const [place] of this.tiles.neighbours(centre)) {
            if (this.isFree(place)) return place;
        }
        return undefined;
    }

    /** Walks the line between the two cells. */
    lineOfSight(from: Point, to: Point): boolean {
        let { x, y } = from;
        const dx = Math.abs(to.x - x);
        const dy = Math.abs(to.y - y);
        const sx = x < to.x ? 1 : -1;
        const sy = y < to.y ? 1 : -1;
        let error = dx - dy;
        while (x !== to.x || y !== to.y) {
            const twice = error * 2;
            if (twice > -dy) {
                error -= dy;
                x += sx;
            }
            if (twice < dx) {
                error += dx;
                y += sy;
            }
            const arrived = x === to.x && y === to.y;
            if (!arrived && isOpaque(this.tiles.get(x, y))) return false;
        }
        return true;
    }

    draw(everything = false): string[] {
        return this.tiles.rows((tile, x, y) => {
            if (!everything && !tile.seen) return " ";
            const place = points.point(x, y);
            const actor = everything || tile.lit ? this.actors.get(place) : undefined;
            return actor?.glyph ?? (this.itemsAt(place).length > 0 ? "!" : glyphOf(tile));
        });
    }
}
