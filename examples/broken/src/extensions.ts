function pair(): LuaMultiReturn<[number, string]> {
  const both = $multi(1, "one")
  return both
}

export const [one] = pair()
export const whole = pair()
export const second = whole[1]
export const steps = $range(1, 5)

for (const [a, b] of $range(1, 3)) {
  print(a, b)
}

const print2 = $multi
print2(1, 2)

declare const entries: LuaPairsIterable<string, number>
for (const entry of entries) {
  print(entry)
}

/** @customConstructor */
declare class Widget {}
export const widget = new Widget()
