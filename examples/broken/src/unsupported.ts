// TypeScript accepts all of this, TSTL does not.

export const pattern = /^[a-z]+$/i
export const huge = 12345678901234567890n

export const thermostat = {
  degrees: 20,
  get fahrenheit() {
    return this.degrees * 2 + 32
  },
}

var legacy = 1
export const board = new Array<number>(9)

export function indices(names: string[]): number {
  for (const index in names) {
    debugger
    if (index === "3") return legacy
  }
  return 0
}

export async function* ticks(limit: number) {
  for (let i = 0; i < limit; i++) yield i
}

export async function sum(): Promise<number> {
  let total = 0
  for await (const tick of ticks(3)) total += tick
  return total
}

export function isNew(): boolean {
  return new.target !== undefined
}

export const holes = [1, undefined, 3]
export const object = Object.create({})
