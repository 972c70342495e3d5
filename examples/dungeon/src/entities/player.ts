import { points, type Point } from "@core";
import type { StatBlock } from "@data";
import { Actor } from "./actor";

const START: StatBlock = { maxHp: 40, attack: 4, defense: 1, speed: 10 };

export class Player extends Actor {
    static readonly MAX_RANK = 10;

    readonly glyph = "@";
    readonly faction = "player";
    kills = 0;
    gold = 0;
    private experience = 0;

    static experienceFor(rank: number): number {
        return 10 * rank * (rank - 1);
    }

    constructor(name: string, position: Point = points.point(0, 0)) {
        super(name, position, START, 16);
    }

    get rank(): number {
        let rank = 1;
        while (rank < Player.MAX_RANK && this.experience >= Player.experienceFor(rank + 1)) {
            rank++;
        }
        return rank;
    }

    get xp(): number {
        return this.experience;
    }

    /** How many ranks the experience brought. */
    gain(xp: number): number {
        const before = this.rank;
        this.experience += xp;
        const ranks = this.rank - before;
        for (let i = 0; i < ranks; i++) {
            this.stats.raise("maxHp", 4);
            this.stats.raise("attack");
            this.heal(8);
        }
        return ranks;
    }

    get progress(): { done: number; needed: number } {
        const start = Player.experienceFor(this.rank);
        const end = Player.experienceFor(this.rank + 1);
        return { done: this.experience - start, needed: end - start };
    }
}
