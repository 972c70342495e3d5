/** @noSelfInFile */
declare module "engine.clock" {
  /** Seconds since the last frame. */
  export function delta(): number;
}
