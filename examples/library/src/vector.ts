/** A point or a direction; operators come from Lua's metatables. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly add: LuaAdditionMethod<Vector, Vector>;
  readonly scale: LuaMultiplicationMethod<number, Vector>;
}

export function vector(x: number, y: number): Vector {
  return setmetatable({ x, y } as Vector, META);
}

const META: LuaMetatable<Vector> = {
  __tostring(this: Vector) {
    return `(${this.x}, ${this.y})`;
  },
};

export function length(v: Vector): number {
  return math.sqrt(v.x * v.x + v.y * v.y);
}

export function limit(v: Vector, most: number): Vector {
  const size = length(v);
  return size > most ? vector((v.x / size) * most, (v.y / size) * most) : v;
}

export function between(from: Vector, to: Vector): Vector {
  return vector(to.x - from.x, to.y - from.y);
}
