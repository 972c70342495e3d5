// What the compilers expect of the global scope. Nothing here reaches outside of the engine.
export { Buffer } from "./buffer";
export { default as process } from "./process";

const ignore = () => {};
export const console = { log: ignore, info: ignore, warn: ignore, error: ignore, debug: ignore, trace: ignore };
