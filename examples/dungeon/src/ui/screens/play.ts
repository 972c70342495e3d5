import { Directions, StateMachine, assertNever } from "@core";
import type { KeyConstant } from "love.keyboard";
import type { Action } from "../../game/actions";
import { Autopilot } from "../../game/autopilot";
import type { GameConfig } from "../../game/config";
import { installConsole, mirrorLog } from "../../game/console";
import { Game } from "../../game/game";
import { QuestLog } from "../../game/quests";
import { SaveSlot } from "../../save/saveSlot";
import { Mixer } from "../audio";
import { Camera } from "../camera";
import { Hud } from "../hud";
import { InputQueue, type Intent } from "../input";
import { Palette } from "../palette";
import { Particles } from "../particles";
import { Renderer } from "../renderer";
import { Tweens } from "../tween";
import { GameOverScreen } from "./gameOver";
import { Screen, type Navigator } from "./screen";

type Mode = "manual" | "auto" | "over";

export class PlayScreen extends Screen {
    private readonly game: Game;
    private readonly tweens = new Tweens();
    private readonly camera = new Camera(this.tweens);
    private readonly particles = new Particles();
    private readonly input = new InputQueue();
    private readonly renderer: Renderer;
    private readonly hud: Hud;
    private readonly mixer: Mixer;
    private readonly autopilot: Autopilot;
    private readonly modes: StateMachine<PlayScreen, Mode>;
    private unmirror?: () => void;

    constructor(navigator: Navigator, config: GameConfig) {
        super(navigator);
        this.game = new Game(config);
        this.renderer = new Renderer(this.camera, navigator.assets);
        this.hud = new Hud(this.game);
        this.mixer = new Mixer(navigator.assets);
        this.autopilot = new Autopilot(this.game);
        this.modes = new StateMachine<PlayScreen, Mode>(
            this,
            {
                manual: { update: (screen) => screen.followInput() },
                auto: { update: (screen) => screen.followAutopilot() },
                over: { enter: (screen) => screen.finish() },
            },
            { over: [] },
        );
    }

    override enter(): void {
        this.unmirror = mirrorLog(this.game);
        installConsole(this.game);
        void new QuestLog(this.game).start();
        this.camera.jump(this.game.player.position);
        this.modes.go("manual");
        this.listen();
    }

    override leave(): void {
        this.unmirror?.();
        globalThis.dungeon = undefined;
    }

    override update(dt: number): void {
        super.update(dt);
        this.modes.update(dt);
        this.tweens.update(dt);
        this.particles.update(dt);
        this.hud.update(dt);
    }

    override draw(): void {
        this.renderer.draw(this.game.level);
        this.camera.begin();
        this.particles.draw();
        this.camera.end();
        this.hud.draw();
    }

    override pressed(key: KeyConstant): void {
        if (key === "m") {
            this.mixer.toggle();
        } else if (key === "f5") {
            SaveSlot.all[0].store(this.game);
        } else {
            this.input.press(key);
        }
    }

    private listen(): void {
        const { events, player } = this.game;
        events.on("hurt", ({ who, amount }) => {
            const [x, y] = this.camera.toScreen(who.position);
            this.particles.burst(x, y, 4 + amount, Palette.blood);
            this.mixer.play("hit");
            if (who === player) this.camera.shake(Math.min(6, amount));
        });
        events.on("descend", ({ level }) => {
            this.camera.jump(level.start);
            love.event.push("levelchanged", level.depth);
        });
        events.on("kill", () => this.mixer.play("death"));
    }

    private followInput(): Mode | undefined {
        for (const intent of this.input.poll()) {
            if (intent.kind === "auto") return "auto";
            const action = this.actionFor(intent);
            if (action) this.act(action);
        }
        return this.game.isOver ? "over" : undefined;
    }

    private followAutopilot(): Mode | undefined {
        for (const { kind } of this.input.poll()) {
            if (kind !== "auto") return "manual";
        }
        this.act(this.autopilot.decide().action);
        return this.game.isOver ? "over" : undefined;
    }

    private act(action: Action): void {
        if (this.game.play(action)) {
            void this.camera.follow(this.game.player.position);
        }
    }

    private actionFor(intent: Intent): Action | undefined {
        const { player } = this.game;
        switch (intent.kind) {
            case "go":
                return { type: "step", to: Directions.step(player.position, intent.direction) };
            case "wait":
                return { type: "wait" };
            case "pickup":
                return { type: "pickup" };
            case "descend":
                return { type: "descend" };
            case "quick": {
                const item = [...player.inventory].filter(({ stackable }) => stackable)[intent.slot];
                if (item === undefined) return undefined;
                this.mixer.play("drink");
                return { type: "use", item };
            }
            case "auto":
            case "menu":
                return undefined;
            default:
                return assertNever(intent, "intent");
        }
    }

    private finish(): void {
        const { ending } = this.game;
        if (ending) this.navigator.open(new GameOverScreen(this.navigator, this.game.player, ending));
    }
}
