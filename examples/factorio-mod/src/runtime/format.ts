const SUFFIXES = ["", "k", "M", "G"] as const

/** 1234567 becomes "1.2M". */
export function short(amount: number): string {
  let rest = amount
  let step = 0
  while (rest >= 1000 && step < SUFFIXES.length - 1) {
    rest /= 1000
    step++
  }
  return step === 0 ? `${rest}` : `${string.format("%.1f", rest)}${SUFFIXES[step]}`
}

export function icon(ore: string): string {
  return `[item=${ore}]`
}

export function duration(ticks: number): string {
  const seconds = Math.floor(ticks / 60)
  const [minutes, rest] = divide(seconds, 60)
  return `${minutes}:${rest < 10 ? "0" : ""}${rest}`
}

function divide(a: number, b: number): LuaMultiReturn<[quotient: number, rest: number]> {
  return $multi(Math.floor(a / b), a % b)
}
