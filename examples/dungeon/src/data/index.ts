export type * from "./schema";
export * from "./tables";
export * as tables from "./tables";
