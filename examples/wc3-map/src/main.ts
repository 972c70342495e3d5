import { Timer } from "w3ts"
import { W3TS_HOOK, addScriptHook } from "w3ts/hooks"
import { payBounties } from "./bounty"
import { Lane } from "./lanes"
import { encode } from "./saveCode"
import { WaveDirector, type Wave } from "./waves"

const waves: readonly Wave[] = [
  { unit: "hfoo", count: 6, lane: Lane.Middle, bounty: 8 },
  { unit: "hrif", count: 4, lane: Lane.West, bounty: 12 },
  { unit: "hkni", count: 3, lane: Lane.East, bounty: 30 },
]

function begin(): void {
  const director = new WaveDirector(waves)
  payBounties(waves)
  director.start(45)
  Timer.create().start(300, true, () => {
    print(`your code: ${encode({ hero: "Hpal", level: 3, gold: 450 })}`)
  })
}

addScriptHook(W3TS_HOOK.MAIN_AFTER, () => begin())
