// A farm of its own for a measurement, and clients for it.
import { spawn, spawnSync, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../../../..", import.meta.url)).replace(/\/$/, "");
export const script = join(repository, "farm");

/** The JDK that ./farm bench found, not the one on the PATH, which may be too old. */
export function javaHome() {
    if (!process.env.JAVA_HOME) throw new Error("set JAVA_HOME to a JDK 25");
    return process.env.JAVA_HOME;
}

/** Its `java`. */
export function java() {
    return join(javaHome(), "bin/java");
}

/** Runs a program to its end by the wall clock; farm's and tstl's complaints about a project are no failure. */
export function timed(command, args, cwd, env = process.env) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
    const seconds = (performance.now() - start) / 1000;
    if (status === null || status > 2) throw new Error(`${command} ${args.join(" ")} failed (${status}):\n${stdout}${stderr}`);
    return { seconds, stdout };
}

/** `npx tstl -p` in a project, as its users run it; what it wrote is moved away. */
export function tstl(project) {
    const { seconds } = timed("npx", ["--no-install", "tstl", "-p", "tsconfig.json"], project, {
        ...process.env,
        NODE_OPTIONS: "--max-old-space-size=8192", // ten thousand scripts need more than Node's default
    });
    for (const name of readdirSync(project)) if (/^dist/.test(name)) renameSync(join(project, name), `${project}-${name}`);
    return seconds;
}

export class Farm {
    /**
     * @param work where its data go
     * @param beside the number of farms that run beside it
     * @param environment of its processes, besides
     */
    constructor(engine, work, beside = 0, environment = {}) {
        this.engine = engine;
        this.home = join(work, beside === 0 ? "farm" : `farm-${beside}`);
        this.gatewayPort = 20_000 + ((process.pid + 1000 * beside) % 10_000);
        this.env = { ...process.env, ...environment, FARM_HOME: this.home, FARM_PORT: String(this.gatewayPort), FARM_URL: "", FARM_FALLBACK: "none", FARM_NO_BUILD: "1", NO_COLOR: "1" };
    }

    /** Starts it, or brings it to so many workers; seconds. */
    up(workers) {
        this.workers = workers;
        return timed(script, ["up", "--engine", this.engine, "--workers", String(workers)], repository, this.env).seconds;
    }

    /** Stops it and removes its data; those of one that does not stop are left, so that somebody can stop it. */
    down() {
        const { status, stderr } = spawnSync(script, ["down"], { cwd: repository, env: this.env, encoding: "utf8" });
        if (status !== 0) throw new Error(`the farm in ${this.home} does not stop: ${stderr}`);
        rmSync(this.home, { recursive: true, force: true });
    }

    /** `farm build`, a process like any user's. */
    build(project) {
        const { seconds, stdout } = timed(script, ["build", "--json", "."], project, this.env);
        const { scripts, compiled, seconds: inside } = JSON.parse(stdout.trim().split("\n").at(-1));
        return { seconds, inside, scripts, compiled };
    }

    /** The same, without waiting: this process may do something else meanwhile. */
    async building(project) {
        const start = performance.now();
        const build = spawn(script, ["build", "--json", "."], { cwd: project, env: this.env, stdio: "ignore" });
        const [status] = await once(build, "exit");
        if (status === null || status > 2) throw new Error(`farm build failed (${status})`);
        return { seconds: (performance.now() - start) / 1000 };
    }

    /** The same, published. */
    publish(project) {
        const { stdout } = timed(script, ["build", "--publish", "--json", "."], project, this.env);
        const built = JSON.parse(stdout.trim().split("\n").at(-1));
        if (!built.publication) throw new Error(`not published: ${stdout}`);
        return built;
    }

    /** Where a process of the farm listens. */
    port(name) {
        return JSON.parse(readFileSync(join(this.home, "farm.json"), "utf8")).ports[name];
    }

    pid(name) {
        return readFileSync(join(this.home, "run", `${name}.pid`), "utf8").trim().split("\n")[0];
    }

    /** Resident memory of a process of the farm (`worker-1`, `gateway`, …), MiB. */
    memory(name) {
        return Number(execFileSync("ps", ["-o", "rss=", "-p", this.pid(name)], { encoding: "utf8" })) / 1024;
    }

    /** The same of all of them, by name. */
    memories() {
        const names = readdirSync(join(this.home, "run")).filter(f => f.endsWith(".pid")).map(f => f.slice(0, -4)).sort();
        return Object.fromEntries(names.map(name => [name, this.memory(name)]));
    }

    client(project) {
        return new Client(this, project);
    }
}

/** The classes of bench and all that they need. */
export function classPath() {
    return ["proof/bench/target", "proof/bench/target/lib"]
        .map(folder => join(repository, folder))
        .flatMap(folder => readdirSync(folder).filter(f => f.endsWith(".jar")).map(f => join(folder, f)))
        .join(":");
}

/** A client that stays (resident-client.mjs). One request at a time. */
class Client {
    constructor(farm, project) {
        this.process = spawn(process.execPath, [join(repository, "proof/harness/src/main/node/resident-client.mjs"), project, "tsconfig.json"], {
            env: farm.env,
            stdio: ["pipe", "pipe", "inherit"],
        });
        this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }

    async ask(request) {
        this.process.stdin.write(`${JSON.stringify(request)}\n`);
        const { value, done } = await this.answers.next();
        if (done) throw new Error("the client ended; see above");
        const answer = JSON.parse(value);
        if (answer.crash) throw new Error(answer.crash);
        return answer;
    }

    build() {
        return this.ask({ do: "build" });
    }

    save(path, text) {
        return this.ask({ do: "save", path, text });
    }

    close() {
        this.process.stdin.end();
    }
}

/** The words that say on what was measured. */
export function machine(cores, arch, node) {
    const { stderr } = spawnSync(java(), ["-XshowSettings:properties", "-version"], { encoding: "utf8" });
    const property = name => new RegExp(`^ *${name} = (.*)$`, "m").exec(stderr)?.[1];
    const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
    const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? process.platform;
    const jdk = `${property("java.vendor.version") ?? property("java.vendor")} (${property("java.version")})`;
    return { cores, architecture: arch, system, jdk, node };
}
