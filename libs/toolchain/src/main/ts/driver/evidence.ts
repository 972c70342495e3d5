// Whether scripts can be made apart from each other. All of them are transformed once more, each by plugins that know no
// other script, and all must come out as in the whole build; and the plugins' code must not be able to remember or to
// look elsewhere (`plugin-state.ts`).
import { getPlugins } from "typescript-to-lua/dist/transpilation/plugins";
import { areCompilersUntouched, projectModules } from "../runtime/api";
import { relativeToRoot } from "./diagnostics";
import { isOrdinary, NotApart, printAlone, watched, type Printed, type Remembered, type Verdict } from "./per-script";
import { whatPluginsKeep } from "./plugin-state";
import type { Project } from "./project";

const HOOKS = ["afterPrint", "beforeEmit", "afterEmit", "moduleResolution"] as const;

/**
 * Makes each script alone and compares with the whole build. The project's program is the whole build's, which is done.
 * @param outputs what the whole build gave
 * @param written makes that of what was printed
 * @param vouched whether somebody said that the plugins remember nothing
 */
export function gatherEvidence(project: Project, whole: readonly Printed[], outputs: string, written: () => string, vouched: boolean): Verdict {
    try {
        const { program, files, options } = project;
        if (!isOrdinary(options)) throw new NotApart("its options make more of the scripts than Lua and declarations");
        if (options.plugins?.some(plugin => (plugin as { type?: unknown }).type === "checker")) throw new NotApart("a transformer is given the checker");
        const readCode = () => {
            const modules = projectModules();
            const kept = whatPluginsKeep(project, modules, vouched);
            if (kept !== undefined) throw new NotApart(kept);
            return modules.length;
        };
        const read = readCode(); // it takes less than the rest
        files.writeAnew();
        watched(project, () => {
            for (const expected of whole) {
                const alone = printAlone(project, program.getSourceFile(expected.fileName)!);
                const script = relativeToRoot(expected.fileName);
                if (JSON.stringify(alone) !== JSON.stringify(expected)) throw new NotApart(`${script} comes out otherwise when ${namesOf(project)} has not seen the scripts before it`, true, script);
            }
        });
        if (projectModules().length !== read) readCode();
        if (getPlugins(program).plugins.some(plugin => HOOKS.some(hook => plugin[hook] !== undefined)) && written() !== outputs) throw new NotApart("a hook over all files depends on what its plugin transformed");
        if (!areCompilersUntouched()) throw new NotApart("a plugin changes the compilers");
        return { kind: "APART" };
    } catch (error) {
        return error instanceof NotApart
            ? { kind: "ALL_TOGETHER", reason: error.message, lasting: error.lasting, script: error.script }
            : { kind: "ALL_TOGETHER", reason: `a plugin threw when it saw a script alone: ${String(error)}`, lasting: false };
    }
}

/** The plugins as the configuration names them. */
export function namesOf({ options }: Project): string {
    const names = [...(options.luaPlugins ?? []), ...(options.plugins ?? [])].map(plugin => plugin as { name?: string; transform?: string; import?: string });
    return names.flatMap(({ name, transform, import: file }) => transform ?? file ?? name ?? []).join(" or ");
}

/** A script that would have kept its Lua, by what others show of themselves, and that the whole build made otherwise. */
export function keptWrongly(before: Remembered, now: Omit<Remembered, "verdict">): string | undefined {
    if (now.views.size !== before.views.size) return undefined;
    for (const [file, { seen, inferred }] of now.views) {
        const old = before.views.get(file);
        if (old?.seen !== seen || old.inferred !== inferred) return undefined;
    }
    const printed = new Map(before.printed.map(script => [script.fileName, script]));
    return now.printed.find(script => before.digests.get(script.fileName) === now.digests.get(script.fileName) && JSON.stringify(printed.get(script.fileName)) !== JSON.stringify(script))?.fileName;
}
