import { Prototypes } from "./constants"

const LABS = ["lab", "biolab"]

/** With other mods' science packs the accounting gets dearer, not harder. */
const technology = data.raw.technology[Prototypes.Technology]
const unit = technology?.unit
if (unit !== undefined && mods["space-age"] !== undefined) {
  unit.time = Math.max(unit.time, 45)
}

for (const name of LABS) {
  const lab = data.raw.lab[name]
  if (lab === undefined) continue
  log(`${name} takes ${lab.inputs.length} packs`)
}
