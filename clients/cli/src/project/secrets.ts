// Files that leave the machine only when the build's own code names them.
import type * as processes from "node:child_process";
import { createRequire } from "node:module";
import { nameOf } from "../disk/paths.js";

const SECRET =
    /^(?:\.env(?:\..*)?|.*\.env|\.npmrc|\.yarnrc(?:\.yml)?|\.netrc|_netrc|\.pgpass|\.htpasswd|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519).*|.*\.(?:pem|key|p12|pfx|p8|jks|keystore|kdbx|ppk|asc|gpg|crt|cer|ovpn|dump|dmp|sql|sqlite3?|db|mdb|bak|heapsnapshot|core)|core(?:\.\d+)?|credentials(?:\..*)?|secrets?(?:[.-].*)?|.*[.-]secrets?(?:\..*)?|service-account.*\.json|token(?:s)?(?:\.txt|\.json)?)$/i;

/** Whether a file's name says that it is a key, a credential, or a dump. */
export function isSecret(path: string): boolean {
    return SECRET.test(nameOf(path));
}

/** Those of `paths` that git ignores; none where there is no git, or no repository. */
export function ignoredByGit(folder: string, paths: readonly string[]): Set<string> {
    if (paths.length === 0) return new Set();
    const { execFileSync } = createRequire(import.meta.url)("node:child_process") as typeof processes; // most builds need none
    try {
        const said = execFileSync("git", ["-C", folder, "check-ignore", "-z", "--stdin"], {
            input: paths.join("\0"),
            encoding: "utf8",
            stdio: ["pipe", "pipe", "ignore"],
            maxBuffer: 64 * 1024 * 1024,
            windowsHide: true,
        });
        return new Set(said.split("\0").filter(path => path !== ""));
    } catch {
        return new Set(); // git ends with 1 when it ignores none, and with another code where it cannot say
    }
}

const LITERAL = /"((?:[^"\\\n]|\\.){1,260})"|'((?:[^'\\\n]|\\.){1,260})'|`((?:[^`\\$]|\\.){1,260})`/g;

/** The strings in a piece of code, or the texts in an option, that may be names of files. */
export function namesIn(code: string): Set<string> {
    const names = new Set<string>();
    for (const [, double, single, template] of code.matchAll(LITERAL)) {
        const name = (double ?? single ?? template)!.replaceAll("\\\\", "/").replace(/^(?:\.{1,2}\/)+/, "");
        if (/[^./\\]/.test(name)) names.add(name);
    }
    return names;
}

/** Whether one of `names` is the end of a path, at a slash. */
export function isNamed(path: string, names: ReadonlySet<string>): boolean {
    for (let slash = path.lastIndexOf("/"); slash >= 0; slash = path.lastIndexOf("/", slash - 1)) {
        if (names.has(path.slice(slash + 1))) return true;
        if (slash === 0) break;
    }
    return names.has(path);
}
