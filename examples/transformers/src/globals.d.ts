/** @noSelfInFile */

/** What transformers fill in; without them these are globals of the engine. */
declare const BUILD: { version: string; channel: string };
declare const __LINE__: string;
declare const __JIT__: boolean;
declare const __DEBUG__: boolean;
declare function nameof<T>(): string;
declare function catalogue<T>(): string[];
