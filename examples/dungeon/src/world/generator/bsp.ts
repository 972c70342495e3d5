import { Rect, type Rng } from "@core";

const MIN_SIZE = 8;

/** Splits an area into leaves that are big enough for a room each. */
export function* partition(area: Rect, rng: Rng, depth = 0): Generator<Rect, number> {
    const canSplitX = area.width >= 2 * MIN_SIZE;
    const canSplitY = area.height >= 2 * MIN_SIZE - 2;
    if ((!canSplitX && !canSplitY) || (depth > 2 && rng.chance(15))) {
        yield area;
        return 1;
    }
    const vertical = canSplitX && (!canSplitY || area.width >= area.height || rng.chance(50));
    const [first, second] = vertical ? splitX(area, rng) : splitY(area, rng);
    const before = yield* partition(first, rng, depth + 1);
    const after = yield* partition(second, rng, depth + 1);
    return before + after;
}

function splitX({ x, y, width, height }: Rect, rng: Rng): [Rect, Rect] {
    const cut = rng.between(MIN_SIZE, width - MIN_SIZE);
    return [new Rect(x, y, cut, height), new Rect(x + cut, y, width - cut, height)];
}

function splitY({ x, y, width, height }: Rect, rng: Rng): [Rect, Rect] {
    const smallest = MIN_SIZE - 1;
    const cut = rng.between(smallest, height - smallest);
    return [new Rect(x, y, width, cut), new Rect(x, y + cut, width, height - cut)];
}
