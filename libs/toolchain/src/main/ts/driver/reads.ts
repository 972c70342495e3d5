// What of a project's snapshot was read so far, by the compilers and by the project's own code.
import { MOUNT } from "../runtime/api";
import { openProject } from "./project";
import type { ProjectRef, ReadSet } from "./protocol";

export function reads(ref: ProjectRef): ReadSet {
    return openProject(ref).files.log.below(MOUNT);
}
