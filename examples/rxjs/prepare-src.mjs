// Copies the sources of the installed rxjs to ./src: TypeScript emits nothing for files under node_modules.
import { cpSync, rmSync, statSync } from "node:fs";

const from = "node_modules/rxjs/src";
const to = "src";

rmSync(to, { recursive: true, force: true });
cpSync(from, to, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || path.endsWith(".ts"),
});
