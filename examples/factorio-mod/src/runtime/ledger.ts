import type { LuaEntity, LuaForce, LuaSurface, MapPosition } from "factorio:runtime"
import { Settings } from "../constants"
import { accountOf } from "./storage"

export interface Row {
  readonly ore: string
  readonly mined: number
  readonly left: number
}

/** The account of one force, with what can be asked of it. */
export class Ledger {
  static of(force: LuaForce): Ledger {
    return new Ledger(force)
  }

  private constructor(private readonly force: LuaForce) {}

  private get account() {
    return accountOf(this.force.index)
  }

  record(ore: string, amount: number): void {
    const { mined } = this.account
    mined[ore] = (mined[ore] ?? 0) + amount
  }

  survey(surface: LuaSurface, centre: MapPosition): number {
    const radius = settings.startup[Settings.ScanRadius].value as number
    const { left } = this.account
    const found = surface.find_entities_filtered({ type: "resource", position: centre, radius })
    for (const ore of Object.keys(left)) {
      delete left[ore]
    }
    found.forEach((entity: LuaEntity) => {
      left[entity.name] = (left[entity.name] ?? 0) + entity.amount
    })
    return found.length
  }

  rows(sortBy: keyof Row, limit: number): Row[] {
    const { mined, left } = this.account
    const ores = new Set([...Object.keys(mined), ...Object.keys(left)])
    return [...ores]
      .map((ore): Row => ({ ore, mined: mined[ore] ?? 0, left: left[ore] ?? 0 }))
      .sort((a, b) => compare(a, b, sortBy))
      .slice(0, limit)
  }

  *runningOut(below: number): Generator<Row> {
    for (const row of this.rows("left", 99)) {
      if (row.left > 0 && row.left < below) yield row
    }
  }

  close(): number {
    return ++this.account.reports
  }
}

function compare(a: Row, b: Row, by: keyof Row): number {
  if (by !== "ore" && a[by] !== b[by]) return b[by] - a[by]
  return a.ore < b.ore ? -1 : 1
}
