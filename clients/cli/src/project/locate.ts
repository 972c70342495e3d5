import { existsSync, realpathSync } from "node:fs";
import { folderOf, join, nameOf, resolvePath, slashed, upwards } from "../disk/paths.js";
import { statOf } from "../disk/stat.js";
import { NoProject } from "./errors.js";

/**
 * A project's tsconfig: `file` is real (its folder without links), `shown` is as the caller sees it.
 */
export interface Place {
    readonly file: string;
    readonly folder: string;
    readonly shown: string;
}

/** The same file as `tstl` and `tstl -p` take in the folder `current`. */
export function locate(current: string, directory: string | undefined, project: string | undefined): Place {
    if (directory === undefined && project === undefined) {
        for (const folder of upwards(current)) {
            if (isFile(join(folder, "tsconfig.json"))) return placeOf(join(folder, "tsconfig.json"));
        }
        throw new NoProject(`error TS5081: Cannot find a tsconfig.json file at the current directory: ${current}.`);
    }
    const named = project ?? directory!;
    const place = resolvePath(directory === undefined ? current : resolvePath(current, directory), project ?? ".");
    if (statOf(place)?.isDirectory()) {
        if (isFile(join(place, "tsconfig.json"))) return placeOf(join(place, "tsconfig.json"));
        throw new NoProject(`error TS5057: Cannot find a tsconfig.json file at the specified directory: '${named}'.`);
    }
    if (!existsSync(place)) throw new NoProject(`error TS5058: The specified path does not exist: '${named}'.`);
    return placeOf(place);
}

function placeOf(shown: string): Place {
    const folder = slashed(realpathSync.native(folderOf(shown)));
    return { file: join(folder, nameOf(shown)), folder, shown };
}

function isFile(path: string): boolean {
    return statOf(path)?.isFile() ?? false;
}
