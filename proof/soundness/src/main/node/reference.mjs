// `tstl -p` without the start of a process: the project's own dist/tstl.js, evaluated anew for every build
// around a TypeScript and a typescript-to-lua that stay loaded. Program, checker and syntax trees are new each
// time; only the trees of TypeScript's own lib files are kept, as long as the configuration says the same.
//
// What it gives is what the process would give: what it would write, what it would print, its exit code.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";

class Exit {
    constructor(code) {
        this.code = code;
    }
}

/** The folder of the `typescript-to-lua` that compiles `config`: the nearest one upwards. */
export function findCompiler(config) {
    for (let folder = dirname(config); ; folder = dirname(folder)) {
        const candidate = join(folder, "node_modules/typescript-to-lua");
        if (existsSync(join(candidate, "dist/tstl.js"))) return candidate;
        if (folder === dirname(folder)) throw new Error(`no typescript-to-lua for ${config}`);
    }
}

export class Reference {
    /** @param project where tstl is run; @param config what it is given with -p, relative to `project` */
    constructor(project, config) {
        this.project = project;
        this.config = config;
        const tsconfig = /\.json$/.test(config) ? join(project, config) : join(project, config, "tsconfig.json");
        this.entry = join(findCompiler(tsconfig), "dist/tstl.js");
        this.require = createRequire(this.entry);
        this.ts = this.require("typescript");
        this.require("./index.js");
        this.entry = this.require.resolve("./tstl.js");
        this.kept = new Set(Object.keys(this.require.cache));
        this.libs = new Map();
        const typescript = this.require.resolve("typescript");
        this.libFolder = dirname(typescript) + sep;
        // What tstl.js imports is TypeScript with another createProgram, and otherwise the same.
        this.module = this.require.cache[typescript];
        this.real = this.module.exports;
        const createProgram = options => (this.program = this.real.createProgram({ ...options, host: this.host(options.options) }));
        this.patched = Object.defineProperties(
            {},
            { ...Object.getOwnPropertyDescriptors(this.real), createProgram: { enumerable: true, value: createProgram } },
        );
    }

    /** The compiler host that createProgram would make, with a memory for lib files. */
    host(options) {
        const state = JSON.stringify(options);
        if (state !== this.libsFor) {
            this.libs.clear();
            this.libsFor = state;
        }
        const host = this.real.createCompilerHost(options);
        const read = host.getSourceFile;
        host.getSourceFile = (file, ...rest) => {
            if (!file.startsWith(this.libFolder)) return read.call(host, file, ...rest);
            if (!this.libs.has(file)) this.libs.set(file, read.call(host, file, ...rest));
            return this.libs.get(file);
        };
        return host;
    }

    /**
     * One build. `files` are the files of the program that are the project's own, as absolute paths; `crash` is
     * there when tstl threw, and would have ended with the stack.
     */
    build() {
        const { sys } = this.real;
        const before = { ...sys };
        const outputs = {};
        const texts = new Map();
        let printed = "";
        Object.assign(sys, {
            args: ["-p", this.config],
            write: text => void (printed += text),
            writeFile: (path, text, bom) => void texts.set(resolve(this.project, path), bom ? `\uFEFF${text}` : text),
            writeOutputIsTTY: () => false,
            getCurrentDirectory: () => this.project,
            setBlocking: undefined,
            exit: code => {
                throw new Exit(code ?? 0);
            },
        });
        const { log } = console;
        console.log = () => {};
        process.chdir(this.project);
        for (const module of Object.keys(this.require.cache)) {
            if (!this.kept.has(module)) delete this.require.cache[module];
        }
        this.module.exports = this.patched;
        this.program = undefined;
        let exit;
        let crash;
        try {
            this.require(this.entry);
        } catch (e) {
            if (e instanceof Exit) exit = e.code;
            else crash = e?.stack ?? String(e);
        } finally {
            this.module.exports = this.real;
            console.log = log;
            Object.assign(sys, before);
        }
        for (const [path, text] of texts) {
            outputs[relative(this.project, path).split(sep).join("/")] = createHash("sha256").update(text).digest("hex");
        }
        const files = (this.program?.getSourceFiles() ?? []).map(f => f.fileName).filter(f => !f.includes("/node_modules/"));
        this.texts = texts;
        return { exit, printed, outputs, crash, files };
    }

    /** What the last build wrote to `path`, which is relative to the project. */
    textOf(path) {
        return this.texts.get(resolve(this.project, path));
    }
}

if (process.argv[1] === import.meta.filename) {
    const reference = new Reference(resolve(process.argv[2]), process.argv[3] ?? "tsconfig.json");
    for (let i = 0; i < Number(process.argv[4] ?? 5); i++) {
        const start = performance.now();
        const { exit, printed, outputs, crash } = reference.build();
        console.log({ exit, printed: printed.length, outputs: Object.keys(outputs).length, crash, ms: performance.now() - start });
    }
    console.log(process.memoryUsage());
}
