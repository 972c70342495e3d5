import type { ForceIndex } from "factorio:runtime"
import { MOD } from "../constants"
import { accountOf } from "./storage"

/** What other mods may ask: remote.call("ore-ledger", "mined", force, ore). */
remote.add_interface(MOD, {
  mined(force: ForceIndex, ore: string): number {
    return accountOf(force).mined[ore] ?? 0
  },
  total(force: ForceIndex): number {
    return Object.values(accountOf(force).mined).reduce((sum, amount) => sum + amount, 0)
  },
})
