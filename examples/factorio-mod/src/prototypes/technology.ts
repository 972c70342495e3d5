import type { TechnologyPrototype } from "factorio:prototype"
import { Prototypes, Settings, asset } from "../constants"

const technology: TechnologyPrototype = {
  type: "technology",
  name: Prototypes.Technology,
  icon: asset("accounting"),
  icon_size: 256,
  prerequisites: ["automation-science-pack"],
  effects: [{ type: "unlock-recipe", recipe: Prototypes.Scanner }],
  unit: {
    count: 50,
    time: 30,
    ingredients: [["automation-science-pack", 1]],
  },
}

if (settings.startup[Settings.Enabled].value) {
  data.extend([technology])
}
