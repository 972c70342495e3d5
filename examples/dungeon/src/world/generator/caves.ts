import { Grid, iter, points, type Point, type Rng } from "@core";
import * as noise from "../../lib/noise";
import type { LevelPlan } from "../level";
import { makeTile, TileKind, type Tile } from "../tile";
import type { GeneratorOptions, LevelGenerator } from "./index";

/** Noise, smoothed by a cellular automaton; only the largest cave stays. */
export class CaveGenerator implements LevelGenerator {
    readonly name = "caves";

    constructor(private readonly smoothing = 3) {}

    generate(rng: Rng, { width, height }: GeneratorOptions): LevelPlan {
        const seed = rng.below(100000);
        const [low, high] = noise.extent(width, height, seed, 4);
        const middle = Math.floor((low + high) / 2);
        let rock = new Grid<boolean>(width, height, (x, y) => {
            const edge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
            return edge || noise.at(x, y, seed, 4) + rng.below(120) < middle + 30;
        });
        for (const _ of iter.range(0, this.smoothing)) {
            rock = rock.map((solid, x, y) => {
                const around = rock.countAround(x, y, (neighbour) => neighbour, true);
                return solid ? around >= 4 : around >= 5;
            });
        }

        const cave = this.largest(rock);
        if (cave.length < 60) {
            return this.generate(rng.fork(), { width, height });
        }
        const tiles = new Grid<Tile>(width, height, () => makeTile(TileKind.Wall));
        for (const { x, y } of cave) {
            const wet = noise.at(x, y, seed + 1, 6) > 880;
            tiles.set(x, y, makeTile(wet ? TileKind.Water : TileKind.Floor));
        }
        const start = cave[0];
        const exit = iter.minBy(cave, (place) => -points.manhattan(start, place)) ?? start;
        tiles.set(exit.x, exit.y, makeTile(TileKind.StairsDown));
        return { tiles, start, exit, rooms: 1 };
    }

    private largest(rock: Grid<boolean>): Point[] {
        const labels = new Grid<number>(rock.width, rock.height, () => 0);
        let label = 0;
        let best: Point[] = [];
        for (const [x, y, solid] of rock) {
            if (solid || labels.get(x, y) !== 0) continue;
            const cave = this.flood(rock, labels, { x, y }, ++label);
            if (cave.length > best.length) best = cave;
        }
        return best;
    }

    private flood(rock: Grid<boolean>, labels: Grid<number>, from: Point, label: number): Point[] {
        const cave: Point[] = [from];
        labels.set(from.x, from.y, label);
        for (let i = 0; i < cave.length; i++) {
            for (const [place, solid] of rock.neighbours(cave[i])) {
                if (solid || labels.get(place.x, place.y) !== 0) continue;
                labels.set(place.x, place.y, label);
                cave.push(place);
            }
        }
        return cave;
    }
}
