import type { ShortcutPrototype } from "factorio:prototype"
import { Prototypes, asset } from "../constants"

data.extend([
  {
    type: "shortcut",
    name: Prototypes.Shortcut,
    action: "lua",
    toggleable: true,
    icon: asset("ledger"),
    icon_size: 32,
    small_icon: asset("ledger-small"),
    small_icon_size: 24,
    technology_to_unlock: Prototypes.Technology,
  } satisfies ShortcutPrototype,
])
