import { Grid, type Rng } from "@core";
import type { LevelPlan } from "../level";
import { makeTile, TileKind, type Tile } from "../tile";
import { partition } from "./bsp";
import { connect } from "./corridors";
import type { GeneratorOptions, LevelGenerator } from "./index";
import { Room } from "./room";

export class RoomGenerator implements LevelGenerator {
    readonly name = "rooms";

    generate(rng: Rng, { width, height }: GeneratorOptions): LevelPlan {
        const tiles = new Grid<Tile>(width, height, () => makeTile(TileKind.Wall));
        const rooms = [...partition(tiles.bounds.shrink(1), rng)].map((leaf) => Room.within(leaf, rng));

        rooms.forEach((room) => this.carve(tiles, room));
        for (const path of connect(rooms, rng)) {
            for (const { x, y } of path) {
                if (tiles.get(x, y).kind === TileKind.Wall) {
                    tiles.set(x, y, makeTile(TileKind.Floor));
                }
            }
        }

        const first = rooms[0];
        const last = rooms[rooms.length - 1];
        const exit = last.centre;
        tiles.set(exit.x, exit.y, makeTile(TileKind.StairsDown));
        return { tiles, start: first.centre, exit, rooms: rooms.length };
    }

    private carve(tiles: Grid<Tile>, room: Room): void {
        for (const { x, y } of room) {
            tiles.set(x, y, makeTile(TileKind.Floor));
        }
        const feature = room.kind === "pool" ? TileKind.Water : TileKind.Wall;
        for (const { x, y } of room.features()) {
            const { x: cx, y: cy } = room.centre;
            if (x !== cx && y !== cy) {
                tiles.set(x, y, makeTile(feature));
            }
        }
    }
}
