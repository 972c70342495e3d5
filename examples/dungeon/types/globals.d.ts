/**
 * Globals that the host may set before it loads the game.
 * LÖVE sets none of them; the balance server and the tests do.
 */

/** Seed of the run. */
declare const DUNGEON_SEED: number | undefined;

/** How many turns the headless run plays at most. */
declare const DUNGEON_TURNS: number | undefined;

/** Stamped by the release script. */
declare const BUILD_LABEL: string | undefined;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Maybe<T> = T | undefined;

/** Events that the game pushes through love.event. */
interface CustomHandlers {
    levelchanged: (this: void, depth: number) => void;
}
