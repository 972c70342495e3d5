// Warnings only: 0 and "" are true in Lua.

export function describe(count: number, name: string): string {
  if (count) {
    return name ? `${count} times ${name}` : "unnamed"
  }
  return name || "none"
}
