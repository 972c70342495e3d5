import { setUp } from "../runtime/storage"

/** Version 1.0 kept bare numbers of reports. */
if ((storage.version ?? 0) < 2) {
  setUp()
  for (const [index, force] of pairs(game.forces)) {
    log(`ledger of ${force.name} (${index}) moved to version 2`)
  }
}
