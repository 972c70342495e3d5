/** What a game's scripts may call. docs/scripting-api.md has the same as a table. */

/** An entity's number. */
type Entity = number;

interface Vector {
    x: number;
    y: number;
    z: number;
}

interface Quaternion extends Vector {
    w: number;
}

interface TransformData {
    position: Vector;
    rotation: Quaternion;
    scale: Vector;
}

/** The entity of this script. */
declare const entity: Entity;

/** The parameters of this script. */
declare const params: any;

/** Outlives a reload. Functions in it do not. */
declare let persistent: any;

/** Entities and components. @noSelf */
declare namespace ecs {
    /** A new entity. */
    function createEntity(): Entity;
    /** Removes an entity; its script ends at the next tick. */
    function destroyEntity(entity: Entity): void;
    /** Whether there is such an entity. */
    function isAlive(entity: Entity): boolean;
    /** Gives it a component, a copy of plain data. */
    function addComponent(entity: Entity, name: string, data?: object): void;
    /** The same, for one that is there. */
    function setComponent(entity: Entity, name: string, data?: object): void;
    /** A copy of a component; nil when there is none. */
    function getComponent(entity: Entity, name: string): any;
    /** Whether it has a component. */
    function hasComponent(entity: Entity, name: string): boolean;
    /** Takes a component. */
    function removeComponent(entity: Entity, name: string): void;
    /** The entities that have all of these components, in ascending order. */
    function query(...names: string[]): Entity[];
    /** How many these are. */
    function count(...names: string[]): number;
    /** The first of these. */
    function first(...names: string[]): Entity | undefined;
}

/** Where entities are. @noSelf */
declare namespace transform {
    /** Position, rotation and scale. */
    function get(entity: Entity): TransformData;
    /** Changes what is in the data. */
    function set(entity: Entity, data: Partial<TransformData>): void;
    /** Where it is. */
    function getPosition(entity: Entity): Vector;
    /** Puts it somewhere. */
    function setPosition(entity: Entity, x: number, y: number, z: number): void;
    /** Moves it. */
    function translate(entity: Entity, x: number, y: number, z: number): void;
    /** How it is turned. */
    function getRotation(entity: Entity): Quaternion;
    /** Turns it; the length does not matter. */
    function setRotation(entity: Entity, x: number, y: number, z: number, w: number): void;
    /** Turns it about the axis y of the world. */
    function rotateY(entity: Entity, radians: number): void;
    /** How large it is. */
    function getScale(entity: Entity): Vector;
    /** Makes it larger or smaller. */
    function setScale(entity: Entity, x: number, y: number, z: number): void;
    /** How far two entities are apart. */
    function distance(from: Entity, to: Entity): number;
    /** Its position on the axis x. */
    function x(entity: Entity): number;
    /** Its position on the axis y. */
    function y(entity: Entity): number;
    /** Its position on the axis z. */
    function z(entity: Entity): number;
}

/** Beyond Lua's own `math`. @noSelf */
declare namespace math {
    /** The value within two bounds. */
    function clamp(value: number, least: number, most: number): number;
    /** What lies at a part of the way. */
    function lerp(from: number, to: number, part: number): number;
    /** At which part of the way a value lies. */
    function inverseLerp(from: number, to: number, value: number): number;
    /** A value of one range in another one. */
    function remap(value: number, from: number, to: number, newFrom: number, newTo: number): number;
    /** -1, 0 or 1. */
    function sign(value: number): number;
    /** The nearest whole number, a half upwards. */
    function round(value: number): number;
    /** 0 to 1, smooth at both ends. */
    function smoothstep(from: number, to: number, value: number): number;
    /** Goes a step, and not too far. */
    function approach(from: number, to: number, step: number): number;
    /** The shorter way between two angles, in radians. */
    function deltaAngle(from: number, to: number): number;
    /** As in Lua, from the seed of the game. */
    function random(from?: number, to?: number): number;
}

/** Curves; what goes in is held between 0 and 1. @noSelf */
declare namespace ease {
    /** 0 to 1 at one speed. */
    function linear(part: number): number;
    /** Slow at the beginning. */
    function inQuad(part: number): number;
    /** Slow at the end. */
    function outQuad(part: number): number;
    /** Slow at both ends. */
    function inOutQuad(part: number): number;
    /** Slow at the beginning. */
    function inCubic(part: number): number;
    /** Slow at the end. */
    function outCubic(part: number): number;
    /** Slow at both ends. */
    function inOutCubic(part: number): number;
    /** Slow at the beginning. */
    function inSine(part: number): number;
    /** Slow at the end. */
    function outSine(part: number): number;
    /** Slow at both ends. */
    function inOutSine(part: number): number;
    /** Slow at the beginning. */
    function inExpo(part: number): number;
    /** Slow at the end. */
    function outExpo(part: number): number;
    /** Slow at both ends. */
    function inOutExpo(part: number): number;
    /** Slow at the beginning. */
    function inBack(part: number): number;
    /** Slow at the end. */
    function outBack(part: number): number;
    /** Slow at both ends. */
    function inOutBack(part: number): number;
}

/** Chance, from the seed of the game. @noSelf */
declare namespace random {
    /** 0 to 1. */
    function value(): number;
    /** Between two numbers. */
    function range(from: number, to: number): number;
    /** A whole number; both ends may come. */
    function int(from: number, to: number): number;
    /** True so often, 0 to 1. */
    function chance(part: number): boolean;
    /** -1 or 1. */
    function sign(): number;
}

/** Messages to the host. @noSelf */
declare namespace log {
    /** Tells the host, as debug. */
    function debug(message: string): void;
    /** Tells the host, as info. */
    function info(message: string): void;
    /** Tells the host, as warn. */
    function warn(message: string): void;
    /** Tells the host, as error. */
    function error(message: string): void;
}

/** The host's console. @noSelf */
declare namespace console {
    /** Tells the host. */
    function log(level: "debug" | "info" | "warn" | "error", message: string): void;
    /** Runs a command of the console: `OK`, or `ERROR: ` and why. */
    function execute(command: string): string;
}

/** Variables of the console. @noSelf */
declare namespace cvar {
    /** A variable of the console. */
    function get(name: string): string | undefined;
    /** Changes it. */
    function set(name: string, value: string): void;
}

/** Keys and mouse. @noSelf */
declare namespace input {
    /** Whether a key is down. */
    function isKeyPressed(key: string): boolean;
    /** The same. */
    function isKeyDown(key: string): boolean;
    /** Where the mouse is. */
    function getMousePos(): { x: number; y: number };
}

/** Files of the game. @noSelf */
declare namespace assets {
    /** Whether the game has a file. */
    function exists(path: string): boolean;
    /** Its text. */
    function text(path: string): string | undefined;
    /** Its JSON object. */
    function json(path: string): any;
}

/** The time of the game; a timer ends with the version of the script. @noSelf */
declare namespace timer {
    /** Calls once, later. */
    function after(seconds: number, call: () => void): number;
    /** Calls again and again, at most once a tick. */
    function every(seconds: number, call: () => void): number;
    /** Ends a timer; false when there is none. */
    function cancel(timer: number): boolean;
    /** The time of the game in seconds. */
    function now(): number;
}

/** Code that waits; a task ends with the version of the script. @noSelf */
declare namespace task {
    /** Runs a function that may wait, until it waits for the first time. */
    function start(run: () => void): void;
    /** Goes on later, at the earliest in the next tick. In a task alone. */
    function wait(seconds?: number): void;
    /** Goes on when a condition holds; it is asked once a tick. In a task alone. */
    function waitUntil(condition: () => boolean): void;
}

/** Between scripts; a handler ends with the version of the script. @noSelf */
declare namespace events {
    /** Hears of an event. */
    function on(event: string, handler: (data: any) => void): void;
    /** Tells all scripts of an event; the data is copied. */
    function emit(event: string, data?: any): void;
}
