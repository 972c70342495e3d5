// What lies below the compilers and the driver in every session: the way to the farm, the snapshot as a file
// system, and CommonJS modules over it. The session's script calls it by this name.
import * as api from "./api";
import { boot, define } from "./modules";

Object.defineProperty(globalThis, "__scriptfarm", { value: { define, boot: (driver: Parameters<typeof boot>[0]) => boot(driver, api) }, configurable: true });
