// What a project's plugins looked for and did not find, and which folders they listed. Whether it is on the author's
// disk, and was not sent, only the client knows.
import { MOUNT } from "./snapshot-files";

const MOST = 1000; // of each kind; whoever looks for more guesses names

const looked = new Set<string>();
const listed = new Set<string>();

function note(places: Set<string>, place: string): void {
    const inside = place === MOUNT ? "" : place.startsWith(`${MOUNT}/`) ? place.slice(MOUNT.length + 1) : undefined;
    if (inside !== undefined && places.size < MOST) places.add(inside);
}

/** Nothing is at this absolute path. A package's manifest travels wherever there is one. */
export function noteAbsent(place: string): void {
    if (!place.endsWith("/package.json")) note(looked, place);
}

export function noteListed(place: string): void {
    note(listed, place);
}

export interface Absent {
    /** Relative to the snapshot's root. */
    looked: string[];
    listed: string[];
}

/** Sorted; undefined where everything was there, and nothing was listed. */
export function absent(): Absent | undefined {
    return looked.size + listed.size === 0 ? undefined : { looked: [...looked].sort(), listed: [...listed].sort() };
}

/** Begins anew, for another build in the session. */
export function forgetAbsent(): void {
    looked.clear();
    listed.clear();
}
