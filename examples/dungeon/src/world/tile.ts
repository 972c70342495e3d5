export const enum TileKind {
    Wall,
    Floor,
    Door,
    Water,
    StairsDown,
    StairsUp,
}

/** Properties as bits, for the renderer and the save file. */
export enum TileFlag {
    None = 0,
    Solid = 1 << 0,
    Opaque = 1 << 1,
    Slow = 1 << 2,
    Exit = 1 << 3,
    Seen = 1 << 4,
}

export interface Tile {
    readonly kind: TileKind;
    seen: boolean;
    lit: boolean;
    litter?: string;
}

const GLYPHS: Readonly<Record<TileKind, string>> = {
    [TileKind.Wall]: "#",
    [TileKind.Floor]: ".",
    [TileKind.Door]: "+",
    [TileKind.Water]: "~",
    [TileKind.StairsDown]: ">",
    [TileKind.StairsUp]: "<",
};

export function makeTile(kind: TileKind): Tile {
    return { kind, seen: false, lit: false };
}

export function glyphOf({ kind, litter }: Tile): string {
    return litter !== undefined && kind === TileKind.Floor ? "," : GLYPHS[kind];
}

export function isSolid({ kind }: Tile): boolean {
    return kind === TileKind.Wall;
}

export function isOpaque({ kind }: Tile): boolean {
    return kind === TileKind.Wall || kind === TileKind.Door;
}

export function stepCost({ kind }: Tile): number {
    switch (kind) {
        case TileKind.Water:
            return 3;
        case TileKind.Door:
            return 2;
        default:
            return 1;
    }
}

export function flagsOf(tile: Tile): TileFlag[] {
    const flags: TileFlag[] = [];
    if (isSolid(tile)) flags.push(TileFlag.Solid);
    if (isOpaque(tile)) flags.push(TileFlag.Opaque);
    if (stepCost(tile) > 1) flags.push(TileFlag.Slow);
    if (tile.kind === TileKind.StairsDown || tile.kind === TileKind.StairsUp) flags.push(TileFlag.Exit);
    if (tile.seen) flags.push(TileFlag.Seen);
    return flags;
}
