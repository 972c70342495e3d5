// The steps of building one project: look at it, have it built, bring the outputs to disk, remember. Needs no terminal.
import type { BuildRequest, Farm, OutputFile } from "@scriptfarm/api";
import { below, folderOf, isWithin } from "../disk/paths.js";
import { isOfAbsent, lacking, type Sent } from "../project/absent.js";
import { isOfVariables, wanting } from "../project/environment.js";
import { memoryFile, memoryFolder, readMemory, writeMemory, type Memory, type Output } from "../project/memory.js";
import { calledAs, type Called, type Invocation } from "../project/invocation.js";
import type { Place } from "../project/locate.js";
import { ProjectSnapshot } from "../project/snapshot.js";
import type { Settings } from "../settings.js";
import { VERSION } from "../version.js";
import { FarmBuild, type Built, type Ready } from "./farm-build.js";
import { guarded, OutputWriter, type Contents, type Written } from "./outputs.js";
import type { Profile } from "./profile.js";
import type { Progress } from "./progress.js";
import { Timings } from "./timings.js";

export class ProjectBuild {
    readonly timings = new Timings();
    private readonly file: string;
    memory: Memory | undefined;
    private build: FarmBuild | undefined;
    private readonly environment: NodeJS.ProcessEnv;

    constructor(
        readonly place: Place,
        private readonly namedRoot: string | undefined,
        private readonly invocation: Invocation,
        settings: Settings,
        private readonly progress: Progress,
        private readonly profile?: Profile,
    ) {
        this.environment = settings.environment;
        this.file = memoryFile(memoryFolder(settings.environment, settings.current), place.file, invocation);
        this.memory = readMemory(this.file, VERSION);
    }

    /** The project as it is on disk now. */
    look(): Promise<ProjectSnapshot> {
        const { timings } = this;
        const read = async () => {
            this.progress.phase("reading the project");
            return (await import("../project/reading.js")).readProject(this.place.file, this.namedRoot, this.invocation);
        };
        return timings.during("look", () => ProjectSnapshot.take(this.memory, this.namedRoot, this.environment, read, work => timings.during("hash", work)));
    }

    /** The project's files that the last build did not have as they are now. */
    changed(project: ProjectSnapshot): string[] {
        const before = this.memory?.digests;
        return [...project.files()].filter(({ disk, digest }) => before?.get(disk)?.digest !== digest).map(({ path }) => path);
    }

    /** The path of the tsconfig in a snapshot. */
    config(project: ProjectSnapshot): string {
        return below(project.root, this.place.file);
    }

    /** What a request names the project by. */
    named(project: ProjectSnapshot): Pick<BuildRequest, "snapshot" | "config"> & Called {
        return { snapshot: project.digest, config: this.config(project), ...this.called(project) };
    }

    private called(project: ProjectSnapshot): Called {
        return calledAs(this.invocation, this.place.file, project.reading);
    }

    /** Sends what the farm lacks, and follows the build to its end. */
    async onFarm(project: ProjectSnapshot, farm: Farm, request: BuildRequest, ready?: Ready): Promise<Built> {
        const { publish, ...unpublished } = request;
        // Nothing is published that plugins made of variables which they did not get.
        let isSure = publish === undefined || !project.reading.plugins;
        for (;;) {
            const wanted = { ...(isSure ? request : unpublished), snapshot: project.digest };
            this.build = new FarmBuild(farm, project, this.memory, this.progress, this.timings, wanted, ready, this.profile);
            const built = await this.build.run();
            const names = wanting(built.diagnostics, this.environment, folderOf(this.place.file));
            const { files, notes } = lacking(built.diagnostics, this.sent(project), folderOf(this.place.file));
            if (names.length === 0 && files.length === 0) {
                if (!isSure) {
                    isSure = true;
                    continue;
                }
                notes.forEach(note => this.progress.line(`note: ${note}`));
                return { ...built, diagnostics: built.diagnostics.filter(said => !isOfVariables(said) && !isOfAbsent(said)) };
            }
            if (names.length > 0) this.progress.detail(`plugins read environment variables, and get them in another round: ${names.join(", ")}`);
            if (files.length > 0) this.progress.detail(`plugins look for ${files.length} more files, and get them in another round: ${files.map(path => below(project.root, path)).join(", ")}`);
            project.pass(names);
            await project.send(files);
        }
    }

    private sent(project: ProjectSnapshot): Sent {
        const { folders, files } = project.reading.outputs;
        const written = this.memory?.outputs;
        return {
            root: project.root,
            has: path => project.has(path),
            isOutput: path => folders.some(folder => isWithin(path, folder)) || files.includes(path) || written?.has(path) === true,
        };
    }

    /** The build that runs on the farm at the moment. */
    get running(): string | undefined {
        return this.build?.running;
    }

    /** Writes outputs of a build that goes on; its end remembers them. */
    async writeEarly(project: ProjectSnapshot, outputs: readonly OutputFile[], contents: Contents): Promise<Written> {
        return await this.writer(project).write(outputs, contents, new Map());
    }

    /** Writes what was built, and remembers it. */
    async deliver(project: ProjectSnapshot, built: Built): Promise<Pick<Written, "written" | "removed">> {
        return await this.timings.during("write", async () => {
            const before = this.memory?.outputs ?? new Map<string, Output>();
            if (built.outputs.length === 0) {
                this.deliverNowhere(project, built);
                return { written: 0, removed: 0 };
            }
            this.progress.phase("writing");
            const written = await guarded(() => this.writer(project).write(built.outputs, built.contents, withoutSources(before, project)));
            const kept = new Map([...written.onDisk].filter(([file, { digest }]) => project.digestAt(file) !== digest)); // a source that is its own output
            this.remember(project, built, kept);
            return written;
        });
    }

    /** Writes what was built into a folder of its own; the project's own outputs stay remembered. */
    async deliverInto(folder: string, project: ProjectSnapshot, built: Built): Promise<Pick<Written, "written" | "removed">> {
        return await this.timings.during("write", async () => {
            this.progress.phase("writing");
            const written = await guarded(() => OutputWriter.into(folder, project.digests).write(built.outputs, built.contents, new Map()));
            this.remember(project, built, this.memory?.outputs ?? new Map());
            return written;
        });
    }

    /** Writes nothing of what was built, and remembers that the farm built it. */
    deliverNowhere(project: ProjectSnapshot, built: Built): void {
        this.remember(project, built, this.memory?.outputs ?? new Map());
    }

    private writer(project: ProjectSnapshot): OutputWriter {
        return OutputWriter.of(project, this.place.file, this.memory?.outputs ?? new Map());
    }

    private remember(project: ProjectSnapshot, { farm, cache, toolchain }: Built, outputs: ReadonlyMap<string, Output>): void {
        const memory = project.remember({ farm, cache, toolchain, called: this.called(project) }, outputs);
        if (memory === this.memory) return;
        this.memory = memory;
        try {
            writeMemory(this.file, VERSION, memory);
        } catch (cause) {
            this.progress.line(`warning: the next build will be slower, cannot write ${this.file}: ${(cause as Error).message}`);
        }
    }
}

/** What an earlier build wrote may be a source by now. */
function withoutSources(outputs: ReadonlyMap<string, Output>, project: ProjectSnapshot): ReadonlyMap<string, Output> {
    return new Map([...outputs].filter(([file]) => !project.has(file)));
}
