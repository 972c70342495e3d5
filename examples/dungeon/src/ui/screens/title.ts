import type { KeyConstant } from "love.keyboard";
import { configure } from "../../game/config";
import { SaveSlot } from "../../save/saveSlot";
import { Palette } from "../palette";
import { PlayScreen } from "./play";
import { Screen } from "./screen";

export class TitleScreen extends Screen {
    private problem = "";

    override draw(): void {
        love.graphics.setColor(...Palette.gold);
        this.centred("THE LOWER HALLS", 120);
        love.graphics.setColor(...Palette.ink);
        this.centred("press return to go down", 180);
        for (const slot of SaveSlot.all) {
            this.centred(`F${slot.index}: ${this.describe(slot)}`, 220 + 20 * slot.index);
        }
        love.graphics.setColor(...Palette.blood);
        this.centred(this.problem, 320);
        if (BUILD_LABEL !== undefined) this.centred(BUILD_LABEL, 360);
    }

    override pressed(key: KeyConstant): void {
        if (key === "return") {
            const seed = Math.floor(love.timer.getTime() * 1000) % 100000;
            this.navigator.open(new PlayScreen(this.navigator, configure({ seed })));
        } else if (key === "escape") {
            love.event.quit();
        } else if (key.startsWith("f")) {
            const slot = SaveSlot.all.find(({ index }) => key === `f${index}`);
            if (slot) this.resume(slot);
        }
    }

    private resume(slot: SaveSlot): void {
        const loaded = slot.load();
        if (!loaded.ok) {
            this.problem = loaded.reason;
            return;
        }
        const { seed, hero } = loaded.value;
        this.navigator.open(new PlayScreen(this.navigator, configure({ seed, heroName: hero })));
    }

    private describe(slot: SaveSlot): string {
        const loaded = slot.load();
        return loaded.ok ? `${loaded.value.hero}, level ${loaded.value.depth}` : "empty";
    }
}
