import type { CustomCommandData, LuaForce, LuaPlayer } from "factorio:runtime"
import { MOD } from "../constants"
import { duration } from "./format"
import { Ledger } from "./ledger"
import { viewOf } from "./storage"

type Subcommand = (player: LuaPlayer, args: string[]) => string

const subcommands: Record<string, Subcommand> = {
  survey: (player) => {
    const cells = Ledger.of(player.force as LuaForce).survey(player.surface, player.position)
    return `${cells} cells`
  },
  sort: (player, [by = "mined"]) => {
    if (by !== "name" && by !== "mined" && by !== "left") return `cannot sort by ${by}`
    viewOf(player.index).sortBy = by
    return `sorted by ${by}`
  },
  age: () => duration(game.tick),
}

commands.add_command(MOD, [`${MOD}.help`], ({ player_index, parameter }: CustomCommandData) => {
  if (player_index === undefined) return
  const player = game.get_player(player_index)!
  const [name = "survey", ...args] = (parameter ?? "").split(" ").filter((word) => word !== "")
  const subcommand = subcommands[name] as Subcommand | undefined
  player.print(subcommand ? subcommand(player, args) : `${MOD}: ${Object.keys(subcommands).sort().join(", ")}`)
})
