import type { ForceIndex, PlayerIndex } from "factorio:runtime"

export interface Account {
  /** Ore by name, since the last report. */
  readonly mined: Record<string, number>
  readonly left: Record<string, number>
  reports: number
}

export interface PlayerView {
  open: boolean
  sortBy: "name" | "mined" | "left"
}

declare global {
  const storage: {
    version?: number
    accounts?: LuaTable<ForceIndex, Account>
    views?: LuaTable<PlayerIndex, PlayerView>
  }
}

export const VERSION = 2

export function setUp(): void {
  storage.version ??= VERSION
  storage.accounts ??= new LuaTable()
  storage.views ??= new LuaTable()
}

export function accountOf(force: ForceIndex): Account {
  const accounts = storage.accounts!
  if (!accounts.has(force)) {
    accounts.set(force, { mined: {}, left: {}, reports: 0 })
  }
  return accounts.get(force)
}

export function viewOf(player: PlayerIndex): PlayerView {
  const views = storage.views!
  const known = views.get(player) as PlayerView | undefined
  if (known) return known
  const view: PlayerView = { open: false, sortBy: "mined" }
  views.set(player, view)
  return view
}
