// What tstl makes of projects, one folder a line on stdin, one line of JSON each on stdout:
//   {"exit": 0, "outputs": {"dist/a.lua": SHA-256}}
// The reference of proof/soundness, whose trees of TypeScript's own lib files serve all projects, because all have
// the same options.
import { createInterface } from "node:readline";
import { Reference } from "../../../../soundness/src/main/node/reference.mjs";

const libs = new Map();

class OfManyProjects extends Reference {
    constructor(folder) {
        super(folder, "tsconfig.json");
        this.libs = libs;
    }

    host(options) {
        this.libsFor = JSON.stringify(options);
        return super.host(options);
    }
}

for await (const folder of createInterface({ input: process.stdin })) {
    const { exit, outputs, crash } = new OfManyProjects(folder).build();
    process.stdout.write(`${JSON.stringify(crash ? { crash } : { exit, outputs })}\n`);
}
