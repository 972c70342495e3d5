import type { KeyConstant } from "love.keyboard";
import type { Player } from "../../entities";
import type { Ending } from "../../game/game";
import { Palette } from "../palette";
import { Screen, type Navigator } from "./screen";

export class GameOverScreen extends Screen {
    constructor(
        navigator: Navigator,
        private readonly player: Player,
        private readonly ending: Ending,
    ) {
        super(navigator);
    }

    private get epitaph(): string {
        const { name, rank, kills } = this.player;
        return `${name}, rank ${rank}, ${kills} kills, ${this.ending.cause}`;
    }

    override draw(): void {
        const fade = Math.min(1, this.age);
        const colour = this.ending.won ? Palette.gold : Palette.blood;
        love.graphics.setColor(...Palette.mix(Palette.paper, colour, fade));
        this.centred(this.ending.won ? "YOU SEE THE SUN AGAIN" : "YOU DIED", 160);
        love.graphics.setColor(...Palette.ink);
        this.centred(this.epitaph, 200);
    }

    override async pressed(key: KeyConstant): Promise<void> {
        if (this.age < 1 || key === "tab") return;
        // Loaded late: title, play and this screen know one another.
        const { TitleScreen } = await import("./title");
        this.navigator.open(new TitleScreen(this.navigator));
    }
}
