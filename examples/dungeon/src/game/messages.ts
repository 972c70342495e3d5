import { text } from "@core";

export interface Message {
    readonly turn: number;
    readonly text: string;
    readonly times: number;
}

/** What the player reads; repeated lines are counted instead of repeated. */
export class MessageLog {
    private readonly lines: Message[] = [];
    private turn = 0;

    constructor(private readonly limit = 200) {}

    get length(): number {
        return this.lines.length;
    }

    get last(): Message | undefined {
        return this.lines.at(-1);
    }

    startTurn(turn: number): void {
        this.turn = turn;
    }

    add(line: string): void {
        const sentence = text.capitalize(line);
        const { last } = this;
        if (last?.text === sentence && last.turn >= this.turn - 1) {
            this.lines[this.lines.length - 1] = { ...last, turn: this.turn, times: last.times + 1 };
            return;
        }
        this.lines.push({ turn: this.turn, text: sentence, times: 1 });
        if (this.lines.length > this.limit) {
            this.lines.shift();
        }
    }

    since(turn: number): Message[] {
        return this.lines.filter((message) => message.turn >= turn);
    }

    *tail(count: number, width = 60): Generator<string> {
        for (const { text: sentence, times } of this.lines.slice(-count)) {
            yield* text.wrap(times > 1 ? `${sentence} (x${times})` : sentence, width);
        }
    }
}
