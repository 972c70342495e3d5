import { Rect, type Point, type Rng } from "@core";

export type RoomKind = "plain" | "pillars" | "pool";

export class Room extends Rect {
    readonly doors: Point[] = [];

    static within(area: Rect, rng: Rng): Room {
        const width = rng.between(4, Math.max(4, area.width - 2));
        const height = rng.between(3, Math.max(3, area.height - 2));
        const x = area.x + 1 + rng.below(Math.max(1, area.width - width - 1));
        const y = area.y + 1 + rng.below(Math.max(1, area.height - height - 1));
        return new Room(x, y, width, height, rng.weighted(Room.kinds));
    }

    private static readonly kinds: ReadonlyArray<readonly [RoomKind, number]> = [
        ["plain", 6],
        ["pillars", 2],
        ["pool", 2],
    ];

    constructor(
        x: number,
        y: number,
        width: number,
        height: number,
        readonly kind: RoomKind = "plain",
    ) {
        super(x, y, width, height);
    }

    get isLarge(): boolean {
        return this.area >= 30;
    }

    /** Where pillars or water go. */
    *features(): Generator<Point> {
        if (this.kind === "plain" || !this.isLarge) return;
        const inner = this.shrink(1);
        for (const p of inner) {
            if (this.kind === "pool" && inner.shrink(1).contains(p)) yield p;
            if (this.kind === "pillars" && (p.x - inner.x) % 2 === 1 && (p.y - inner.y) % 2 === 1) yield p;
        }
    }

    override toString(): string {
        return `${this.kind} ${super.toString()}`;
    }
}
