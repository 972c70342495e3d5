import { Board } from "./board"
import { countered } from "./counters"
import { distance } from "./points"
import { turns } from "./turns"

const CountedBoard = countered(Board)
const board = new CountedBoard()

for (const player of turns(["white", "black"])) {
  const count = board.tick()
  if (count > 4) break
  board.place(player, { x: count, y: 0 })
}
print(board.at({ x: 1, y: 0 }), distance({ x: 0, y: 0 }, { x: 4, y: 3 }))
