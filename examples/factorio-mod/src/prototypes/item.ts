import type { ItemPrototype } from "factorio:prototype"
import { Prototypes, Settings, asset } from "../constants"

const radius = settings.startup[Settings.ScanRadius].value as number

const scanner: ItemPrototype = {
  type: "item",
  name: Prototypes.Scanner,
  icon: asset("scanner"),
  icon_size: 64,
  subgroup: "tool",
  order: "z[ore-ledger]",
  stack_size: 1,
  flags: ["not-stackable"],
  localised_description: ["item-description.ore-ledger-scanner", `${radius}`],
}

data.extend([scanner])
