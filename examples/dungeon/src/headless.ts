import { text } from "@core";
import { Autopilot } from "./game/autopilot";
import { configure } from "./game/config";
import { installConsole, mirrorLog } from "./game/console";
import { Game } from "./game/game";
import { QuestLog } from "./game/quests";
import { Trace } from "./game/trace";
import { decodeSave, encodeSave } from "./save/serializer";

/**
 * Plays a run without LÖVE and prints what happened. The same seed prints the
 * same lines on every Lua.
 */
function run(seed: number, turns: number): Trace {
    const game = new Game(configure({ seed }));
    const trace = new Trace();
    const restoreLog = mirrorLog(game);
    const console = installConsole(game);
    const quests = new QuestLog(game);
    let allQuests = "unsettled";
    void quests.start().then(() => {
        allQuests = "settled";
    });
    game.events.on("quest", ({ title, state }) => trace.write(`     quest ${title}: ${state}`));
    game.events.on("descend", () => trace.map(game));
    trace.map(game);

    trace.write(`console: ${console.commands.join(" ")}`);
    for (const line of ["give potion:healing 2", "give sword:none", "give weapon:spoon", "fly", "heal"]) {
        trace.write(`> ${line}: ${console.run(line)}`);
    }

    const autopilot = new Autopilot(game);
    let idle = 0;
    while (game.turn < turns && !game.isOver && idle < 5) {
        const { rule, action } = autopilot.decide();
        const seen = game.turn + 1;
        if (!game.play(action)) {
            idle++;
            game.play({ type: "wait" });
        } else {
            idle = 0;
        }
        if (game.turn % 10 === 0 || game.messages.since(seen).length > 0) {
            trace.status(game, rule);
            trace.messages(game, seen);
        }
    }

    const { player } = game;
    trace.write(`-- ${game.ending?.cause ?? "still alive"} after ${game.turn} turns`);
    trace.write(`rank ${player.rank}, ${player.xp} xp, ${player.kills} kills, ${player.gold} gold`);
    for (const [kind, items] of player.inventory.byKind()) {
        trace.write(`${kind}: ${text.list(items.map((item) => `${item.describe()} ${item.tierName}`))}`);
    }
    trace.write(`quests (${allQuests}): ${quests.summary()}`);

    const saved = encodeSave(game);
    const loaded = decodeSave(saved);
    trace.write(
        `save: ${saved.length} bytes, ${loaded.ok ? `${loaded.value.hero} on level ${loaded.value.depth}` : loaded.reason}`,
    );
    const broken = decodeSave(saved.replace("hero=", "hero=X"));
    trace.write(`tampered: ${broken.ok ? "accepted" : broken.reason}`);
    restoreLog();
    return trace;
}

const trace = run(DUNGEON_SEED ?? 12, DUNGEON_TURNS ?? 1000);
for (const line of trace.lines) {
    print(line);
}
print(`checksum ${trace.sum}`);
