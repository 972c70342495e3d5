export function firstRepeated(rows: number[][]): number | undefined {
  unused: for (const row of rows) {
    if (row.length === 0) break
  }

  outer: for (const row of rows) {
    for (let i = 1; i < row.length; i++) {
      if (row[i] < 0) continue outer
      if (row[i] === row[i - 1]) break outer
    }
  }
  return undefined
}
