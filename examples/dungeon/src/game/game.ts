import { EventBus, Logger, Rng, Scheduler, points, traced } from "@core";
import { CombatResolver } from "../combat/resolver";
import { Entity, Monster, Player, type Actor } from "../entities";
import { computeFieldOfView } from "../world/fov";
import { generateLevel } from "../world/generator";
import { Level } from "../world/level";
import { furnish, populate } from "../world/spawner";
import { perform, type Action } from "./actions";
import type { GameConfig } from "./config";
import type { GameEvents } from "./events";
import { MessageLog } from "./messages";
import { upNext } from "./turnQueue";

export type Ending = { readonly won: boolean; readonly cause: string };

/** Turns until a wound closes by one point. */
const REST_INTERVAL = 5;

/** The whole state of a run, without any picture or sound. */
export class Game {
    readonly rng: Rng;
    readonly events = new EventBus<GameEvents>();
    readonly messages = new MessageLog();
    readonly scheduler = new Scheduler();
    readonly combat: CombatResolver;
    readonly player: Player;
    level!: Level;
    turn = 0;
    private outcome?: Ending;
    private readonly log = Logger.for("game");

    constructor(readonly config: GameConfig) {
        Entity.resetIds();
        this.rng = new Rng(config.seed);
        this.combat = new CombatResolver(this.rng.fork());
        this.player = new Player(config.heroName);
        this.enterLevel(1);
    }

    get depth(): number {
        return this.level.depth;
    }

    get ending(): Ending | undefined {
        return this.outcome;
    }

    get isOver(): boolean {
        return this.outcome !== undefined;
    }

    /** One turn of the player and of all others. Whether time passed. */
    play(action: Action): boolean {
        if (this.isOver) return false;
        this.messages.startTurn(this.turn + 1);
        const result = perform(this, action);
        if (!result.ok) {
            this.log.debug(`${action.type}: ${result.reason}`);
            return false;
        }
        this.turn++;
        this.sufferConditions(this.player);
        if (this.turn % REST_INTERVAL === 0 && !this.player.isDead) this.player.heal(1);
        for (const monster of upNext(this.level)) {
            if (this.player.isDead) break;
            this.sufferConditions(monster);
            if (!monster.isDead) monster.act(this);
        }
        this.look();
        this.scheduler.advance();
        this.events.emit("turn", { turn: this.turn });
        return true;
    }

    strike(attacker: Actor, defender: Actor): string {
        const outcome = this.combat.attack(attacker, defender);
        if (outcome.kind === "miss") {
            const line = `${attacker.name} misses ${defender.name}`;
            this.messages.add(line);
            return line;
        }
        const verb = attacker.equipment.weapon?.verb ?? "hits";
        const how = outcome.how === "plain" ? "" : ` (${outcome.how})`;
        const line = `${attacker.name} ${verb} ${defender.name} for ${outcome.dealt}${how}`;
        this.messages.add(line);
        this.events.emit("hurt", { who: defender, amount: outcome.dealt });
        if (outcome.killed) this.killed(defender, attacker);
        return line;
    }

    /** `by` is missing when a condition was the cause. */
    killed(victim: Actor, by?: Actor): void {
        this.level.remove(victim);
        if (victim === this.player) {
            const how = by !== undefined ? `slain by ${by.name}` : "wasted away";
            this.finish(false, `${how} on level ${this.depth}`);
            return;
        }
        if (victim instanceof Monster) {
            victim.die(this);
            if (by === this.player) this.reward(victim);
        }
        this.events.emit("kill", { victim, by });
    }

    @traced("game")
    descend(): void {
        if (this.depth >= this.config.deepest) {
            this.finish(true, "found the way out");
            return;
        }
        this.level.remove(this.player);
        this.enterLevel(this.depth + 1);
        this.events.emit("descend", { level: this.level });
    }

    finish(won: boolean, cause: string): void {
        if (this.outcome) return;
        this.outcome = { won, cause };
        this.events.emit("over", this.outcome);
    }

    private enterLevel(depth: number): void {
        const { width, height } = this.config;
        this.level = generateLevel(depth, this.rng.fork(), { width, height });
        this.player.position = this.level.start;
        this.level.add(this.player);
        populate(this.level, this.rng.fork());
        furnish(this.level, this.rng.fork());
        this.messages.add(`welcome to ${this.level.title}`);
        this.log.info(`level ${depth} starts at ${points.format(this.level.start)}`);
        this.look();
    }

    private look(): void {
        if (this.player.isDead) return;
        computeFieldOfView(this.level, this.player.position, this.config.sight);
    }

    private sufferConditions(actor: Actor): void {
        if (actor.conditions.isEmpty) return;
        const harm = actor.conditions.tick();
        if (harm > 0) {
            actor.hurt(harm);
            this.messages.add(`${actor.name} suffers ${harm}`);
            if (actor.isDead) this.killed(actor);
        }
    }

    private reward(victim: Monster): void {
        this.player.kills++;
        const ranks = this.player.gain(victim.xp);
        if (ranks > 0) {
            this.messages.add(`${this.player.name} reaches rank ${this.player.rank}`);
        }
    }
}
