import { Logger, levelName } from "@core";
import type { KeyConstant } from "love.keyboard";
import { loadAssets, type Assets } from "./assets";
import { Palette } from "./palette";
import type { Navigator, Screen } from "./screens/screen";
import { TitleScreen } from "./screens/title";

/** Owns the window: passes LÖVE's events on to the screen that is open. */
export class App implements Navigator {
    private screen?: Screen;
    private loaded?: Assets;

    get assets(): Assets {
        if (!this.loaded) throw new Error("assets are not there yet");
        return this.loaded;
    }

    async start(): Promise<void> {
        Logger.redirect((level, channel, line) => print(`${levelName(level)} [${channel}] ${line}`));
        this.loaded = await loadAssets();
        this.open(new TitleScreen(this));
    }

    open(screen: Screen): void {
        this.screen?.leave();
        this.screen = screen;
        screen.enter();
    }

    update(dt: number): void {
        this.screen?.update(Math.min(dt, 0.1));
    }

    draw(): void {
        love.graphics.clear(...Palette.paper);
        this.screen?.draw();
    }

    pressed(key: KeyConstant): void {
        this.screen?.pressed(key);
    }
}
