import type { IngredientPrototype, RecipePrototype } from "factorio:prototype"
import { Prototypes } from "../constants"

function items(amounts: Record<string, number>): IngredientPrototype[] {
  const ingredients: IngredientPrototype[] = []
  for (const [name, amount] of pairs(amounts)) {
    ingredients.push({ type: "item", name: name as string, amount })
  }
  ingredients.sort((a, b) => (a.name < b.name ? -1 : 1))
  return ingredients
}

const recipe: RecipePrototype = {
  type: "recipe",
  name: Prototypes.Scanner,
  enabled: false,
  energy_required: 8,
  ingredients: items({
    "iron-plate": 10,
    "copper-cable": 20,
    "electronic-circuit": 5,
  }),
  results: [{ type: "item", name: Prototypes.Scanner, amount: 1 }],
}

data.extend([recipe])
