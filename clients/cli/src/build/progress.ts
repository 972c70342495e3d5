import type { Console } from "../console.js";

const REDRAW = 50; // milliseconds: 20 pictures a second look continuous
const BAR = 24;
const PLAIN_STEPS = 5;
const CLEAR = "\r\u001B[K";

/** Tells people how a build goes on: one line that is drawn again on a terminal, few plain lines elsewhere. */
export class Progress {
    private phaseText = "";
    private scripts = 0;
    private done = 0;
    private told = 0;
    private drawn = 0;
    private onScreen = false;

    constructor(
        private readonly console: Console,
        private readonly verbose: boolean,
    ) {}

    phase(text: string): void {
        this.phaseText = text;
        if (this.console.errIsTerminal) this.draw(true);
        else if (this.verbose) this.console.err(`${text}\n`);
    }

    /** A line for people who want to know more. */
    detail(line: string): void {
        if (this.verbose) this.line(line);
    }

    /** A line for everybody. */
    line(line: string): void {
        this.close();
        this.console.err(`${line}\n`);
    }

    /** @param cached those of which no events come */
    planned(count: number, cached: number): void {
        this.scripts = count;
        this.done = cached;
        this.told = 0;
        this.phase("compiling");
        if (!this.console.errIsTerminal && count > cached) this.console.err(`${count} scripts, ${cached} of them known already\n`);
    }

    scriptFinished(compiled: boolean): void {
        this.done++;
        if (this.console.errIsTerminal) {
            this.draw(this.done === this.scripts);
        } else if (this.scripts > 0 && compiled) {
            const step = Math.floor((this.done * PLAIN_STEPS) / this.scripts);
            if (step > this.told && this.done < this.scripts) {
                this.told = step;
                this.console.err(`${this.done} of ${this.scripts} scripts done\n`);
            }
        }
    }

    /** Takes the line away. */
    close(): void {
        if (!this.onScreen) return;
        this.console.err(CLEAR);
        this.onScreen = false;
    }

    private draw(now: boolean): void {
        const time = performance.now();
        if (!now && time - this.drawn < REDRAW) return;
        this.drawn = time;
        const done = Math.min(this.done, this.scripts);
        const filled = this.scripts === 0 ? 0 : Math.floor((done * BAR) / this.scripts);
        const line = this.scripts === 0 ? `${this.phaseText}…` : `[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ${done}/${this.scripts} ${this.phaseText}`;
        // One write, so that no half-drawn line shows; never so long that it wraps.
        this.console.err(CLEAR + line.slice(0, this.console.columns - 1));
        this.onScreen = true;
    }
}
