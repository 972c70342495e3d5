// What the driver, and the compilers as they are patched, use of the runtime.
export * from "./host";
export { absent, forgetAbsent, type Absent } from "./absent";
export { askedVariables, forgetVariables } from "./environment";
export * from "./snapshot-files";
export * from "./script-memory";
export * from "./pending";
export { areCompilersUntouched, forgetProjectModules, IMPORT_META, locate, projectModules, setTranspiler, trace } from "./modules";
export { default as path } from "./shims/path";
export { callPluginsAs } from "./shims/process";
