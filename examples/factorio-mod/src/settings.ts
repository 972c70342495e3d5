import type { BoolSettingDefinition, IntSettingDefinition } from "factorio:settings"
import { Settings } from "./constants"

function order(index: number): string {
  return `a${index}`
}

data.extend([
  {
    type: "bool-setting",
    name: Settings.Enabled,
    setting_type: "startup",
    default_value: true,
    order: order(1),
  } satisfies BoolSettingDefinition,
  {
    type: "int-setting",
    name: Settings.ScanRadius,
    setting_type: "startup",
    default_value: 32,
    minimum_value: 8,
    maximum_value: 128,
    order: order(2),
  } satisfies IntSettingDefinition,
  {
    type: "int-setting",
    name: Settings.AlertBelow,
    setting_type: "runtime-global",
    default_value: 5000,
    minimum_value: 0,
    order: order(3),
  } satisfies IntSettingDefinition,
  {
    type: "int-setting",
    name: Settings.RowCount,
    setting_type: "runtime-per-user",
    default_value: 6,
    allowed_values: [3, 6, 9, 12],
    order: order(4),
  } satisfies IntSettingDefinition,
])
