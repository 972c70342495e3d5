import { GameError, Lazy, Logger } from "@core";
import type { Font, Image } from "love.graphics";
import type { Source } from "love.audio";

const log = Logger.for("assets");

export class AssetMissing extends GameError {
    public override readonly name = "AssetMissing";
}

export interface Assets {
    readonly tiles?: Image;
    readonly font: Font;
    readonly sounds: ReadonlyMap<string, Source>;
}

const SOUNDS = ["hit", "step", "drink", "death"] as const;

export type SoundName = (typeof SOUNDS)[number];

export const smallFont = new Lazy<Font>(() => love.graphics.newFont(12));

async function ensure(path: string): Promise<string> {
    if (love.filesystem.getInfo(path) === undefined) {
        throw new AssetMissing("no such file", path);
    }
    return path;
}

async function loadTiles(): Promise<Image | undefined> {
    try {
        const image = love.graphics.newImage(await ensure("assets/tiles.png"));
        image.setFilter("nearest", "nearest");
        return image;
    } catch (error) {
        if (error instanceof AssetMissing) {
            log.warn(`drawing letters instead: ${error.summary}`);
            return undefined;
        }
        throw error;
    } finally {
        log.debug("tiles done");
    }
}

async function loadSound(name: SoundName): Promise<readonly [SoundName, Source] | undefined> {
    return ensure(`assets/${name}.ogg`)
        .then((path) => [name, love.audio.newSource(path, "static")] as const)
        .catch(() => undefined);
}

export async function loadAssets(): Promise<Assets> {
    const tiles = await loadTiles();
    const loaded = await Promise.all(SOUNDS.map(loadSound));
    const sounds = new Map<string, Source>();
    for (const entry of loaded) {
        if (entry) sounds.set(...entry);
    }
    return { tiles, font: love.graphics.newFont(14), sounds };
}
