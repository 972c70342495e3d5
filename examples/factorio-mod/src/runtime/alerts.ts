import type { LuaForce } from "factorio:runtime"
import { Settings } from "../constants"
import { icon, short } from "./format"
import { Ledger } from "./ledger"

const announced = new Map<string, number>()
const SILENCE = 60 * 60 * 5

/** Tells a force about each ore that runs out, at most every five minutes. */
export function warn(force: LuaForce, tick: number): number {
  const below = settings.global[Settings.AlertBelow].value as number
  let warnings = 0
  for (const { ore, left } of Ledger.of(force).runningOut(below)) {
    const key = `${force.name}/${ore}`
    const last = announced.get(key)
    if (last !== undefined && tick - last < SILENCE) continue
    announced.set(key, tick)
    force.print(["ore-ledger.alert", icon(ore), short(left)])
    warnings++
  }
  return warnings
}
