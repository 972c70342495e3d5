import { Rng, type Dice } from "../core/rng";
import { bar, column } from "../core/text";
import { checksum, toHex } from "../save/checksum";

/**
 * Prints how often each sum of some dice comes up. Stands alone: no table is
 * shared between modules, so that it also runs with luaLibImport "inline".
 */
const THROWS = 2000;

const subjects: ReadonlyArray<readonly [name: string, dice: Dice]> = [
    ["club", { count: 1, sides: 6 }],
    ["axe", { count: 2, sides: 6 }],
    ["moonblade", { count: 3, sides: 6, bonus: 3 }],
];

function histogram(dice: Dice, rng: Rng): number[] {
    const lowest = dice.count + (dice.bonus ?? 0);
    const highest = dice.count * dice.sides + (dice.bonus ?? 0);
    const counts: number[] = [];
    for (let sum = lowest; sum <= highest; sum++) {
        counts.push(0);
    }
    for (let i = 0; i < THROWS; i++) {
        counts[rng.roll(dice) - lowest]++;
    }
    return counts;
}

let report = "";
const rng = Rng.fromText("odds");
for (const [name, dice] of subjects) {
    const counts = histogram(dice, rng);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const mean = Math.floor(counts.map((count, i) => count * i).reduce((a, b) => a + b, 0) / THROWS);
    const lines = counts
        .map((count, i) => [column(i + dice.count + (dice.bonus ?? 0), 4), column(count, 5), bar(count, most, 30)])
        .map((columns) => columns.join(" "));
    const text = `${name.toUpperCase()} around ${mean + dice.count + (dice.bonus ?? 0)}\n${lines.join("\n")}`;
    report += `${text}\n`;
}

print(report.trim());
print(`sum ${toHex(checksum(report))}`);
