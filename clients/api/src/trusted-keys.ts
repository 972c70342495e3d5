// Whose manifests are believed. `TrustedKeys` in libs/publication says the same.
import { FarmError } from "./errors.js";
import type { Platform } from "./platform.js";
import type { Manifest, ManifestView, SignedManifest } from "./wire.js";

const VERSION = 1; // of a manifest's form
const ID_DIGITS = 16;
const KEY_BYTES = 44;
// What comes before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410, section 4).
const KEY_HEAD = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/** The public keys that somebody believes. Immutable. */
export class TrustedKeys {
    private constructor(
        private readonly platform: Platform,
        private readonly byId: ReadonlyMap<string, Uint8Array>,
    ) {}

    /**
     * @param keys Ed25519, X.509 in Base64, as `farm keys` prints them
     * @throws FarmError when one is something else
     */
    static async of(platform: Platform, keys: Iterable<string>): Promise<TrustedKeys> {
        const byId = new Map<string, Uint8Array>();
        for (const text of keys) {
            const key = decode(text);
            if (key?.length !== KEY_BYTES || KEY_HEAD.some((byte, i) => key[i] !== byte)) throw new FarmError(`not a public key as farm keys prints them: ${text.slice(0, 80)}`);
            byId.set((await platform.sha256(key)).slice(0, ID_DIGITS), key);
        }
        return new TrustedKeys(platform, byId);
    }

    /**
     * The manifest, if a key that is trusted here signed it, and it is what was asked for.
     *
     * @throws FarmError when not; the message says what to do
     */
    async open({ keyId, payload, signature }: SignedManifest, workspace: string, view: ManifestView): Promise<Manifest> {
        const key = this.byId.get(keyId);
        if (key === undefined) throw new FarmError(`the manifest is signed by the key ${keyId}, which is not trusted here; if the farm's key was rotated, fetch its public keys again`);
        const content = decode(payload);
        const mark = decode(signature);
        if (content === undefined || mark === undefined || !(await this.platform.verify(key, content, mark))) {
            throw new FarmError("the manifest does not match its signature: it was changed on its way; fetch it again");
        }
        const manifest = JSON.parse(new TextDecoder().decode(content)) as Manifest;
        if (manifest.version !== VERSION) throw new FarmError(`a manifest of version ${manifest.version}, this is for version ${VERSION}; update`);
        if (manifest.workspace !== workspace || manifest.view !== view) {
            throw new FarmError(`the manifest is for ${manifest.workspace} (${manifest.view}), not for ${workspace} (${view})`);
        }
        return manifest;
    }
}

function decode(base64: string): Uint8Array | undefined {
    try {
        return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    } catch {
        return undefined;
    }
}
