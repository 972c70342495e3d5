import type { Point, Rng } from "@core";
import type { StatBlock } from "@data";
import { damage, type Damage, type Element } from "../combat/damage";
import { Equipment } from "../items/equipment";
import { Inventory } from "../items/inventory";
// A cycle: the level knows its actors, an actor knows its level.
import { Level } from "../world/level";
import { Entity } from "./entity";
import { attitude, Attitude } from "./faction";
import { Stats } from "./stats";
import { Conditions, type Status } from "./status";

export abstract class Actor extends Entity {
    readonly stats: Stats;
    readonly equipment = new Equipment();
    readonly inventory: Inventory;
    readonly conditions: Conditions;
    readonly resistances: ReadonlySet<Element> = new Set<Element>();
    level?: Level;
    energy = 0;

    abstract readonly faction: string;

    constructor(name: string, position: Point, stats: StatBlock, capacity = 4) {
        super(name, position);
        this.stats = new Stats(stats);
        this.inventory = new Inventory(capacity);
        this.conditions = new Conditions(this);
    }

    override get blocks(): boolean {
        return !this.isDead;
    }

    get isDead(): boolean {
        return this.stats.hp <= 0;
    }

    get isStunned(): boolean {
        return this.conditions.has("stun");
    }

    get protection(): number {
        return this.stats.defense + this.equipment.protection;
    }

    get speed(): number {
        return this.stats.speed + this.equipment.speed;
    }

    rollDamage(rng: Rng): Damage {
        return this.equipment.weapon?.strike(rng) ?? damage.physical(rng.between(1, 3));
    }

    isHostileTo(other: Actor): boolean {
        return other !== this && attitude(this.faction, other.faction) === Attitude.Hostile;
    }

    /** Returns how much of the harm was felt. */
    hurt(amount: number): number {
        const felt = Math.min(this.stats.hp, this.conditions.absorb(amount));
        this.stats.hp -= felt;
        return felt;
    }

    heal(amount: number): number {
        const before = this.stats.hp;
        this.stats.hp += amount;
        return this.stats.hp - before;
    }

    afflict(status: Status): void {
        this.conditions.add(status);
    }

    sees(goal: Point): boolean {
        return this.level?.lineOfSight(this.position, goal) ?? false;
    }
}
