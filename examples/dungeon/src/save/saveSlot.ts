import { Logger, results, type Result } from "@core";
import type { Game } from "../game/game";
import { decodeSave, encodeSave, type SaveFile } from "./serializer";

const log = Logger.for("save");

/** One file in LÖVE's save directory. */
export class SaveSlot {
    static readonly all: readonly SaveSlot[] = [1, 2, 3].map((n) => new SaveSlot(n));

    private constructor(readonly index: number) {}

    get path(): string {
        return `slot-${this.index}.sav`;
    }

    get isEmpty(): boolean {
        return love.filesystem.getInfo(this.path) === undefined;
    }

    store(game: Game): boolean {
        const [written, problem] = love.filesystem.write(this.path, encodeSave(game));
        if (!written) {
            log.error(`could not write ${this.path}: ${problem ?? "no reason"}`);
        }
        return written;
    }

    load(): Result<SaveFile> {
        if (this.isEmpty) return results.failure("the slot is empty");
        const [contents] = love.filesystem.read(this.path);
        return contents !== undefined ? decodeSave(contents) : results.failure("the file cannot be read");
    }
}
