import { GameError, Logger, LogLevel, levelName, results, text, type Result } from "@core";
import { createMonster } from "../entities";
import { itemFactory } from "../items";
import type { Game } from "./game";

declare global {
    interface DevConsole {
        run(line: string): string;
        readonly commands: readonly string[];
    }

    /** Type `dungeon:run("give potion:healing")` into LÖVE's console. */
    var dungeon: DevConsole | undefined;
}

type Command = (game: Game, ...args: string[]) => Result<string>;

const commands = {
    give: (game, key = "potion:healing", amount = "1") => {
        const item = itemFactory.parse(key);
        item.count = Number(amount);
        game.player.inventory.add(item);
        return results.success(item.describe());
    },
    spawn: (game, id = "goblin") => {
        const place = game.level.freeAround(game.player.position);
        if (!place) return results.failure("no room");
        const monster = createMonster(id, place);
        game.level.add(monster);
        return results.success(monster.tag);
    },
    heal: ({ player }) => results.success(`+${player.heal(player.stats.maxHp)}`),
    map: ({ level }) => {
        level.tiles.forEach((tile) => (tile.seen = true));
        return results.success(text.plural(level.tiles.size, "cell"));
    },
} satisfies Record<string, Command>;

type CommandName = keyof typeof commands;

function isCommand(name: string): name is CommandName {
    return name in commands;
}

export function installConsole(game: Game): DevConsole {
    const console: DevConsole = {
        commands: Object.keys(commands).sort(),
        run(line) {
            const [name, ...args] = line.trim().split(" ");
            if (!isCommand(name)) return `unknown command: ${name}`;
            const command: Command = commands[name];
            const result = results.attempt(() => command(game, ...args));
            const inner = results.then(result, (answer) => answer);
            return inner.ok ? inner.value : `error: ${inner.reason}`;
        },
    };
    globalThis.dungeon = console;
    return console;
}

/** Log lines of at least this level go to the message log too. */
export function mirrorLog(game: Game, from: LogLevel = LogLevel.Warn): () => void {
    return Logger.redirect((level, channel, line) => {
        if (level < from) return;
        if (channel === "console") throw new GameError("the console must not log", channel);
        game.messages.add(`${levelName(level)} ${channel}: ${line}`);
    });
}
