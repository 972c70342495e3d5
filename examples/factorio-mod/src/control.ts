import type { LuaForce } from "factorio:runtime"
import * as util from "util"
import "./runtime/commands"
import "./runtime/remote"
import { on } from "./runtime/events"
import { warn } from "./runtime/alerts"
import { refresh } from "./runtime/gui"
import { Ledger } from "./runtime/ledger"
import { setUp, VERSION } from "./runtime/storage"

const REPORT_INTERVAL = 60 * 10

script.on_init(setUp)
script.on_configuration_changed(() => {
  setUp()
  storage.version = VERSION
})

on(defines.events.on_player_mined_entity, ({ entity, player_index, buffer }) => {
  if (entity.type !== "resource") return
  const player = game.get_player(player_index)!
  for (const { name, count } of buffer.get_contents()) {
    Ledger.of(player.force as LuaForce).record(name, count)
  }
})

on(defines.events.on_resource_depleted, ({ entity }) => {
  const { x, y } = entity.position
  log(`${entity.name} is gone at ${util.positiontostr({ x, y })}`)
})

script.on_nth_tick(REPORT_INTERVAL, ({ tick }) => {
  for (const [, force] of game.forces) {
    warn(force, tick)
    Ledger.of(force).close()
  }
  for (const player of game.connected_players) {
    refresh(player)
  }
})
