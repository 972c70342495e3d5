import * as shapes from "./shapes";
import { countdown, Geometry, parse, total, World } from "./world";

interface Settings {
    title?: string;
    size: [width: number, height: number];
    nested?: { deep?: { value: number }[] };
}

const defaults: Settings = { title: "world", size: [640, 480] };
const settings: Settings = { ...defaults, nested: { deep: [{ value: 1 }, { value: 2 }] } };
const [width, ...rest] = settings.size;
const deep = settings.nested?.deep?.[1]?.value ?? 0;
settings.title ||= "untitled";

const world = new World().add(new shapes.Circle(2), "nw").add(new shapes.Square(3));
let flags = (width & 0xff) | (deep << 2);
flags ^= ~rest[0] >>> 1;

function describe(kind: shapes.Kind): string {
    switch (kind) {
        case shapes.Kind.Round:
            return "round";
        case shapes.Kind.Square:
            return "square";
        default:
            throw new RangeError("unknown");
    }
}

function kindOf(value: unknown): string {
    if (typeof value === "string") return value.trim();
    if (Array.isArray(value)) return value.map(kindOf).join();
    return value instanceof shapes.Base ? describe(shapes.Kind.Round) : "nothing";
}

const results = ["1", "x"].map(parse);
for (const result of results) {
    if (result.ok) world.find("circle")?.tags.delete(result.value.toString());
    else kindOf(result.error.message);
}

outer: for (const n of countdown(3)) {
    do {
        if (n === 2) continue outer;
        if (n < 2) break outer;
    } while (n > 5);
}

for (const key in settings) kindOf(settings[key as keyof Settings]);
const lookup: Record<string, () => number> = { area: () => total(Geometry.unit), ["flags" + deep]: () => flags };
delete lookup.area;
void world.load(async () => ["circle", ""]).then(count => Object.entries(lookup).forEach(([name, get]) => kindOf(`${name}${get()}${count}`)));
export default world.summary();
