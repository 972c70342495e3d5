// Lua 5.1 has no bit operators, and pcall there cannot yield.

export const mask = (flags: number): number => (flags & 0xff) | (flags << 8)

export function* guarded(): Generator<number> {
  try {
    yield 1
  } catch {
    yield 2
  }
}

export async function load(): Promise<string> {
  try {
    return await Promise.resolve("data")
  } catch {
    return "nothing"
  }
}
