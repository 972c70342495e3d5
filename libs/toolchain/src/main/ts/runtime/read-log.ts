// What a build looked at of its snapshot, so that the farm can tell whether another snapshot would look the same to it.
// Every path is as it is without links, dots and double slashes. Java's ReadSet answers the same questions of another
// snapshot.

/** Names of one folder that were asked for: of all files, or of those that end in one of these. */
export interface ListedFolder {
    path: string;
    endings?: string[];
}

export class ReadLog {
    private readonly looks: Set<string>;
    private readonly contents: Set<string>;
    private readonly listings: Map<string, ListedFolder>;

    /** @param before what this one goes on from: who knows an answer already does not ask again */
    constructor(before?: ReadLog) {
        this.looks = new Set(before?.looks);
        this.contents = new Set(before?.contents);
        this.listings = new Map(before?.listings);
    }

    /** What is at this path, of a kind or nothing, was asked for. */
    look(path: string): void {
        this.looks.add(path);
    }

    /** The content of the file at this path was asked for. */
    content(path: string): void {
        this.contents.add(path);
    }

    /** @param endings of the files whose names were asked for; absent for all */
    listing(path: string, endings?: readonly string[]): void {
        const key = `${path}\0${endings?.join("\0") ?? "*"}`;
        if (!this.listings.has(key)) this.listings.set(key, { path, ...(endings && { endings: [...endings] }) });
    }

    /** All that another log has, too. */
    include(other: ReadLog): void {
        for (const path of other.looks) this.looks.add(path);
        for (const path of other.contents) this.contents.add(path);
        for (const [key, listing] of other.listings) this.listings.set(key, listing);
    }

    /** What of it lies below a folder, with paths relative to that. The rest is the same for every snapshot. */
    below(folder: string): { looks: string[]; contents: string[]; listings: ListedFolder[] } {
        const inside = (path: string) => path === folder || path.startsWith(`${folder}/`);
        const relative = (path: string) => path.slice(folder.length + 1);
        return {
            looks: [...this.looks].filter(path => inside(path) && !this.contents.has(path)).map(relative),
            contents: [...this.contents].filter(inside).map(relative),
            listings: [...this.listings.values()].filter(({ path }) => inside(path)).map(({ path, ...listed }) => ({ path: relative(path), ...listed })),
        };
    }
}
