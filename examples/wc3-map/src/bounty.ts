import { MapPlayer, Trigger, Unit } from "w3ts"
import type { Wave } from "./waves"

/** Pays for every creep of a wave that is slain. */
export function payBounties(waves: readonly Wave[]): Trigger {
  const prices = new Map(waves.map(({ unit, bounty }) => [FourCC(unit), bounty]))
  const trigger = Trigger.create()
  trigger.registerAnyUnitEvent(EVENT_PLAYER_UNIT_DEATH)
  trigger.addAction(() => {
    const victim = Unit.fromEvent()
    const killer = Unit.fromHandle(GetKillingUnit())
    const price = victim && prices.get(victim.typeId)
    if (killer === undefined || price === undefined) return
    credit(killer.owner, price)
  })
  return trigger
}

function credit(player: MapPlayer, gold: number): void {
  const before = player.getState(PLAYER_STATE_RESOURCE_GOLD)
  player.setState(PLAYER_STATE_RESOURCE_GOLD, before + gold)
}
