// What the packages inside the runtime expect of the global scope. Nothing here reaches outside of the engine.
export { compilerProcess as process } from "./process";
