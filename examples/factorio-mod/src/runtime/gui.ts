import type { LuaForce, LuaPlayer, TableGuiElement } from "factorio:runtime"
import * as modGui from "mod-gui"
import { Elements, Prototypes, Settings } from "../constants"
import { on } from "./events"
import { icon, short } from "./format"
import { Ledger, type Row } from "./ledger"
import { viewOf } from "./storage"

const COLUMNS: ReadonlyArray<readonly [caption: string, cell: (row: Row) => string]> = [
  ["", (row) => icon(row.ore)],
  ["mined", ({ mined }) => short(mined)],
  ["left", ({ left }) => (left > 0 ? short(left) : "-")],
]

export function refresh(player: LuaPlayer): void {
  const frame = modGui.get_frame_flow(player)[Elements.Frame]
  const table = frame?.[Elements.Table] as TableGuiElement | undefined
  if (!table?.valid) return
  table.clear()
  for (const [caption] of COLUMNS) {
    table.add({ type: "label", caption, style: "caption_label" })
  }
  const limit = settings.get_player_settings(player)[Settings.RowCount].value as number
  const { sortBy } = viewOf(player.index)
  const rows = Ledger.of(player.force as LuaForce).rows(sortBy === "name" ? "ore" : sortBy, limit)
  for (const row of rows) {
    for (const [, cell] of COLUMNS) {
      table.add({ type: "label", caption: cell(row) })
    }
  }
}

export function toggle(player: LuaPlayer): void {
  const view = viewOf(player.index)
  view.open = !view.open
  player.set_shortcut_toggled(Prototypes.Shortcut, view.open)
  const flow = modGui.get_frame_flow(player)
  if (!view.open) {
    flow[Elements.Frame]?.destroy()
    return
  }
  const frame = flow.add({ type: "frame", name: Elements.Frame, direction: "vertical", caption: ["ore-ledger.title"] })
  frame.add({ type: "table", name: Elements.Table, column_count: COLUMNS.length })
  frame.add({ type: "button", name: Elements.Close, caption: ["gui.close"] })
  refresh(player)
}

on(defines.events.on_lua_shortcut, ({ prototype_name, player_index }) => {
  if (prototype_name === Prototypes.Shortcut) toggle(game.get_player(player_index)!)
})

on(defines.events.on_gui_click, ({ element, player_index }) => {
  if (element.name === Elements.Close) toggle(game.get_player(player_index)!)
})
