import { clamp } from "./numbers";
import type { Assets, SoundName } from "./assets";

export class Mixer {
    private level = 0.8;
    private muted = false;
    private readonly lastPlayed = new Map<SoundName, number>();

    constructor(private readonly assets: Assets) {
        love.audio.setVolume(this.level);
    }

    get volume(): number {
        return this.muted ? 0 : this.level;
    }

    set volume(value: number) {
        this.level = clamp(value, 0, 1);
        love.audio.setVolume(this.volume);
    }

    toggle(): boolean {
        this.muted = !this.muted;
        love.audio.setVolume(this.volume);
        return this.muted;
    }

    /** The same sound at most ten times a second. */
    play(name: SoundName): void {
        const now = love.timer.getTime();
        if (now - (this.lastPlayed.get(name) ?? -1) < 0.1) return;
        this.lastPlayed.set(name, now);
        const source = this.assets.sounds.get(name);
        source?.stop();
        source?.play();
    }
}
