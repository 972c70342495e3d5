/** Names that several stages share. */

export const MOD = "ore-ledger"

export const enum Prototypes {
  Scanner = "ore-ledger-scanner",
  Technology = "ore-ledger-accounting",
  Shortcut = "ore-ledger-toggle",
  Sound = "ore-ledger-chime",
}

export const enum Settings {
  Enabled = "ore-ledger-enabled",
  ScanRadius = "ore-ledger-scan-radius",
  AlertBelow = "ore-ledger-alert-below",
  RowCount = "ore-ledger-row-count",
}

export const enum Elements {
  Frame = "ore_ledger_frame",
  Table = "ore_ledger_table",
  Close = "ore_ledger_close",
}

export function asset(name: string): string {
  return `__${MOD}__/graphics/${name}.png`
}
