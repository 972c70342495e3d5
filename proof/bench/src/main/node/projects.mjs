// Projects to measure with: copies of an example that nobody has seen yet, and generated ones.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./farm.mjs";

/** The folder of an example with its dependencies installed. */
export function example(name) {
    const folder = join(repository, "examples", name);
    if (!existsSync(join(folder, "node_modules"))) {
        execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "ignore" });
    }
    return folder;
}

let round = 0;

/** The scripts of a project, relative. */
export function scripts(project) {
    return readdirSync(project, { recursive: true }).filter(
        file => /\.tsx?$/.test(file) && !file.startsWith("node_modules") && statSync(join(project, file)).isFile(),
    );
}

/**
 * A copy of a project in which every script has a new comment, so that no farm knows any of it. The ones before stay:
 * ext4 is up to ten times as slow to make a file when many were removed just before, which is nobody's doing but ours.
 */
export function freshCopy(project, work) {
    const copy = join(work, `project-${++round}`);
    const leftOut = name => /^(dist.*|node_modules)$/.test(name);
    for (const name of readdirSync(project).filter(name => !leftOut(name))) cpSync(join(project, name), join(copy, name), { recursive: true });
    execFileSync("cp", ["-al", join(project, "node_modules"), copy]);
    for (const file of scripts(copy)) {
        const path = join(copy, file);
        writeFileSync(path, `${readFileSync(path, "utf8")}\n// round ${process.pid} ${round}\n`);
    }
    return copy;
}

/**
 * The text of `script` in which the method that `method` finds (to its opening brace) has one more statement, with
 * another number each time.
 */
export function withBody(text, method, number) {
    const changed = text.replace(method, `$& void ${number};`);
    if (changed === text) throw new Error(`nothing matches ${method}`);
    return changed;
}

/** The same with one more member of the class, which everybody may see. */
export function withShape(text, type, number) {
    const changed = text.replace(type, `$& bench${number}?: number;`);
    if (changed === text) throw new Error(`nothing matches ${type}`);
    return changed;
}

const PER_FOLDER = 100;
const place = i => `part${Math.floor(i / PER_FOLDER)}/script${i}`;
const importOf = (from, to) => `../${place(to)}`;

/** One script of about 50 lines that imports up to three of those before it. */
function generated(i, stamp) {
    const imports = [...new Set([i - 1, Math.floor(i / 2), (i * 7919) % Math.max(1, i)])].filter(j => j >= 0 && j < i);
    const lines = imports.map(j => `import { Counter${j}, describe${j}, type Reading${j} } from "${importOf(i, j)}";`);
    const known = imports.map(j => `describe${j}(new Counter${j}(size).read())`);
    return `// ${stamp}
${lines.join("\n")}

export const enum Level${i} {
    Low = ${i % 7},
    High = ${(i % 7) + 3},
}

export interface Reading${i} {
    readonly name: string;
    readonly values: readonly number[];
    level: Level${i};
    note?: "even" | "odd" | "none";
}

export class Counter${i} {
    private readonly seen = new Map<string, number>();
    private total = ${i};

    constructor(private readonly size: number) {}

    add(word: string, by = 1): this {
        this.seen.set(word, (this.seen.get(word) ?? 0) + by);
        this.total += by;
        return this;
    }

    get mean() {
        return this.seen.size === 0 ? 0 : this.total / this.seen.size;
    }

    read(): Reading${i} {
        const values = [...this.seen.values()].filter(value => value > this.size % 3).map(value => value * 2);
        const level = this.mean > 10 ? Level${i}.High : Level${i}.Low;
        return { name: \`counter \${this.size}\`, values, level, note: values.length % 2 === 0 ? "even" : "odd" };
    }
}

export function describe${i}({ name, values, level, note = "none" }: Reading${i}) {
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    return { text: \`\${name}: \${values.join(", ")} (\${note})\`, largest, high: level === Level${i}.High };
}

export function survey${i}(size: number) {
    const own = new Counter${i}(size).add("a").add("b", ${i % 11});
    const others: object[] = [${known.join(", ")}];
    return { own: describe${i}(own.read()), others, count: others.length };
}
${imports.map(j => `\nexport type Known${i}Of${j} = Pick<Reading${j}, "name" | "level">;`).join("")}
`;
}

/** A project of `count` such scripts, which no farm has seen. */
export function generatedProject(count, work) {
    const project = join(work, `generated-${++round}`);
    for (let i = 0; i < count; i++) {
        if (i % PER_FOLDER === 0) mkdirSync(join(project, "src", `part${i / PER_FOLDER}`), { recursive: true });
        writeFileSync(join(project, "src", `${place(i)}.ts`), generated(i, `round ${process.pid} ${round}`));
    }
    const config = {
        compilerOptions: { target: "ESNext", lib: ["ESNext"], module: "ESNext", moduleResolution: "Bundler", rootDir: "src", outDir: "dist", strict: true, types: ["@typescript-to-lua/language-extensions"] },
        include: ["src"],
        tstl: { luaTarget: "5.4" },
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
    writeFileSync(join(project, "package.json"), '{ "private": true }');
    execFileSync("cp", ["-al", join(example("dungeon"), "node_modules"), project]);
    return project;
}
