// Node's `process`, as far as TSTL and its dependencies look at it. Without `nextTick` at hand
// TypeScript does not take the engine for Node.
import { currentFiles } from "../snapshot-files";

const process = {
    platform: "linux",
    env: {},
    argv: [],
    version: "v20.0.0",
    versions: { node: "20.0.0" },
    browser: true,
    cwd: () => currentFiles().currentDirectory,
};
export default process;
export const { platform, env, versions, cwd } = process;
