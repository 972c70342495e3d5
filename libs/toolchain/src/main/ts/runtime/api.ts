// What the driver, and the compilers as they are patched, use of the runtime.
export * from "./host";
export { askedVariables } from "./environment";
export * from "./snapshot-files";
export * from "./script-memory";
export * from "./unions";
export * from "./pending";
export { IMPORT_META, locate, setTranspiler, trace } from "./modules";
export { default as path } from "./shims/path";
