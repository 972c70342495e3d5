import { text } from "@core";
import { QuestState } from "./events";
import type { Game } from "./game";

export class QuestFailed extends Error {
    public override readonly name = "QuestFailed";
}

type Story = (game: Game) => Promise<number>;

/** Kill so many in time. */
async function exterminator(game: Game): Promise<number> {
    const deadline = game.scheduler.delay(120).then((): "late" => "late");
    for (let left = 5; left > 0; left--) {
        const kill = game.events.next("kill", ({ by }) => by === game.player);
        const first = await Promise.race([kill, deadline]);
        if (first === "late") {
            throw new QuestFailed(`${left} were left`);
        }
    }
    return 25;
}

/** Find three different kinds of things. */
async function collector(game: Game): Promise<number> {
    const kinds = new Set<string>();
    while (kinds.size < 3) {
        const { item } = await game.events.next("pickup");
        kinds.add(item.kind);
    }
    const { openVault } = await import("./vault");
    return openVault(game, [...kinds]);
}

/** Go down twice without a rest in between. */
async function explorer(game: Game): Promise<number> {
    const steps = [1, 2].map(async (step) => {
        await game.events.next("descend", ({ level }) => level.depth === step + 1);
        return step * 10;
    });
    const rewards = await Promise.all(steps);
    return rewards.reduce((sum, reward) => sum + reward, 0);
}

/** Lives as long as its owner is careful. */
async function pacifist(game: Game): Promise<number> {
    void game.events.next("kill", ({ by }) => by === game.player).then(() => game.scheduler.cancel("pacifist"));
    try {
        const end = await game.scheduler.delayUnless("pacifist", 40);
        return end;
    } catch (error) {
        throw new QuestFailed(`blood was shed: ${(error as Error).message}`);
    } finally {
        game.player.note("the pacifist's time is over");
    }
}

const stories: ReadonlyArray<readonly [title: string, story: Story]> = [
    ["exterminator", exterminator],
    ["collector", collector],
    ["explorer", explorer],
    ["pacifist", pacifist],
];

export class QuestLog {
    private readonly states = new Map<string, QuestState>();

    constructor(private readonly game: Game) {}

    start(): Promise<void> {
        return Promise.allSettled(stories.map(([title, story]) => this.follow(title, story))).then(() => {});
    }

    stateOf(title: string): QuestState | undefined {
        return this.states.get(title);
    }

    summary(): string {
        return text.list([...this.states].map(([title, state]) => `${title} ${state}`));
    }

    private async follow(title: string, story: Story): Promise<void> {
        this.set(title, QuestState.Open);
        await story(this.game)
            .then((gold) => {
                this.game.player.gold += gold;
                this.game.messages.add(`quest ${title} done (+${gold} gold)`);
                this.set(title, QuestState.Done);
            })
            .catch((reason) => {
                const why = reason instanceof Error ? reason.message : "no reason";
                this.game.messages.add(`quest ${title} failed, ${why}`);
                this.set(title, QuestState.Failed);
            });
    }

    private set(title: string, state: QuestState): void {
        this.states.set(title, state);
        this.game.events.emit("quest", { title, state });
    }
}
