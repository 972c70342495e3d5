export * from "./behaviours";
export { Flock } from "./flock";
export { seed } from "./noise";
export * as vectors from "./vector";
export type { Vector } from "./vector";
