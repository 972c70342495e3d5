// A copy of examples/village that `farm watch` publishes, and the headless server that runs it.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = join(here, "../..");
const TRAMPOLINE = "src/trampoline.ts";

export class Running {
    #children = [];
    #waiting = [];

    /**
     * @param home the farm's folder, which says where it listens
     * @param work a folder for the copy and for what the server keeps
     * @param heard is given each line of the server
     */
    constructor(home, work, heard = () => {}) {
        this.work = work;
        this.ports = JSON.parse(readFileSync(join(home, "farm.json"), "utf8")).ports;
        this.heard = heard;
        const village = join(repository, "examples/village");
        if (!existsSync(join(village, "node_modules"))) execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: village });
        cpSync(village, join(work, "village"), { recursive: true });
    }

    /** Publishes the village, starts the server, and waits until it runs. */
    async start() {
        const watch = this.#spawn(join(repository, "farm"), ["watch", "--publish"], { cwd: join(this.work, "village"), stdio: ["ignore", "ignore", "pipe"] });
        const published = this.next(/published as/);
        this.#listen(watch.stderr);
        await published;
        const { keys } = await (await fetch(`http://127.0.0.1:${this.ports.gateway}/api/keys`)).json();
        const target = join(here, "target");
        const jars = [target, join(target, "lib")].flatMap(folder => readdirSync(folder).filter(file => file.endsWith(".jar")).map(file => join(folder, file)));
        const server = this.#spawn(
            join(process.env.JAVA_HOME, "bin/java"),
            ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", jars.join(":"), "io.scriptfarm.headless.HeadlessServer",
                `http://127.0.0.1:${this.ports["cache-service"]}`, "village", keys.join(","), join(this.work, "village/scene.json"), join(this.work, "disk")],
            { stdio: ["pipe", "pipe", "inherit"] },
        );
        const first = this.next(/generation/);
        this.#listen(server.stdout, this.heard);
        await first;
    }

    #spawn(command, args, options) {
        const child = spawn(command, args, { detached: true, env: { ...process.env, FARM_NO_BUILD: "1" }, ...options });
        child.on("exit", code => this.#fail(new Error(`${command} ended with ${code}`)));
        this.#children.push(child);
        return child;
    }

    #fail(cause) {
        for (const { reject } of this.#waiting.splice(0)) reject(cause);
    }

    #listen(stream, heard = () => {}) {
        createInterface({ input: stream }).on("line", line => {
            heard(line);
            const found = this.#waiting.filter(({ matches }) => matches(line));
            this.#waiting = this.#waiting.filter(one => !found.includes(one));
            for (const { resolve } of found) resolve(line);
        });
    }

    /** The next line, of the server or of the watch, that matches a pattern or a predicate. */
    next(wanted) {
        const matches = wanted instanceof RegExp ? line => wanted.test(line) : wanted;
        return new Promise((resolve, reject) => this.#waiting.push({ matches, resolve, reject }));
    }

    /** Saves the trampoline with another speed, and waits until the server runs it; milliseconds. */
    async bounce(speed) {
        const file = join(this.work, "village", TRAMPOLINE);
        const before = readFileSync(file, "utf8");
        const text = before.replace(/BOUNCE = \d+/, `BOUNCE = ${speed}`);
        if (text === before) throw new Error(`the trampoline has the speed ${speed} already; nothing would be reloaded`);
        const reloaded = this.next(/^reloaded trampoline/);
        const saved = performance.now();
        writeFileSync(file, text);
        await reloaded;
        return performance.now() - saved;
    }

    stop() {
        this.#waiting = [];
        for (const child of this.#children) {
            try {
                process.kill(-child.pid);
            } catch {
                // it has ended
            }
        }
    }
}
