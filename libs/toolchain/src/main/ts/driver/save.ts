// The Lua of one script that was just saved, before anything is checked.
import { isBundleEnabled } from "typescript-to-lua/dist/CompilerOptions";
import { linkAlone } from "./link";
import { pragmaOf } from "./plan";
import { pluginsOf } from "./plugins";
import { closeProject, openProject } from "./project";
import type { SaveAnswer, ScriptRequest } from "./protocol";
import { unlessTooDeep } from "./too-deep";
import { transpileUnchecked } from "./transpile";
import { MOUNT } from "../runtime/api";

const NONE: SaveAnswer = { outputs: [] };

export function save({ project: ref, path }: ScriptRequest): SaveAnswer {
    const project = openProject(ref);
    const { program, options } = project;
    const file = program.getSourceFile(`${MOUNT}/${path}`);
    const together = isBundleEnabled(options) || options.noEmit || options.noEmitOnError || pluginsOf(project, ref.packages["typescript-to-lua"]).length > 0;
    if (file === undefined || together) return NONE;
    try {
        const { text, map } = transpileUnchecked(project, file);
        return {
            outputs: linkAlone(project, path, text).map(output => (output.lua ? { ...output, map } : output)),
            pragma: pragmaOf(file.text),
            luaTarget: options.luaTarget,
        };
    } catch (error) {
        unlessTooDeep(error, program, file);
        closeProject(ref); // the build that follows tells what the matter is
        return NONE;
    }
}
