// What lies below the compilers and the driver in every session: the way to the farm, the snapshot as a file
// system, and CommonJS modules over it. The session's script calls it by this name.
import { boot, define } from "./modules";

Object.defineProperty(globalThis, "__scriptfarm", { value: { define, boot }, configurable: true });
