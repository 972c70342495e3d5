// Writes src/wire.ts: the types of what travels between the services and their clients, from the Java records that
// Jackson writes and reads, and that the services' OpenAPI is made of. node generate.mjs; with --check it only says
// whether src/wire.ts is what it would write.
//
// The OpenAPI itself has no word on what may be absent, and none on events; the records have both.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = [
    "libs/contract/src/main/java/io/scriptfarm/contract",
    "libs/api/src/main/java/io/scriptfarm/api",
    "libs/publication/src/main/java",
    "libs/trace/src/main/java",
    "libs/orchestration/src/main/java/io/scriptfarm/orchestration/publish",
];
/** What clients send and get; what these consist of comes along. */
const ROOTS = [
    "BuildEvent", "BuildRequest.Fields", "SubmittedBuild", "FarmInfo", "FarmStatus", "TracebackRequest", "Traceback",
    "ParityRequest", "ParityAnswer", "PluginsRequest", "PluginsSeen", "GenerationSummary", "Manifest.Difference", "RolledBack", "ServerReport", "VerificationKeys",
    "SignedManifest", "Manifest", "Poison",
];
const NAMES = { "BuildRequest.Fields": "BuildRequest", "Manifest.Difference": "ManifestDifference", "ParityReport.Difference": "ParityDifference", "KeyChange.Part": "KeyPart", "Manifest.Entry": "ManifestEntry", "Manifest.Artifact": "ManifestArtifact", "Manifest.View": "ManifestView" };
const SCALARS = {
    String: "string", Instant: "string", Digest: "Digest", ProjectPath: "string", CompileKey: "string", WorkspaceName: "string",
    URI: "string", "byte[]": "string", BytecodeFormat: "string", Duration: "number", int: "number", long: "number", double: "number", Integer: "number", Long: "number",
    Double: "number", boolean: "boolean", Boolean: "boolean",
};

const declarations = new Map(); // by qualified name: { kind, components | constants | members, comment }
for (const folder of SOURCES) {
    for (const file of readdirSync(join(repository, folder), { recursive: true })) {
        if (file.endsWith(".java")) index(readFileSync(join(repository, folder, file), "utf8"));
    }
}

function index(source) {
    const text = source.replace(/^\s*(?:\/\/\/?.*)$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "").replace(/(?<!:)\/\/.*$/gm, "");
    const pattern = /\b(record|enum|sealed interface)\s+(\w+)(?:<[^>]*>)?\s*|[{}]|"(?:[^"\\]|\\.)*"/g;
    const nesting = [];
    let pending;
    for (let match; (match = pattern.exec(text)); ) {
        if (match[0] === "{") {
            nesting.push(pending);
            pending = undefined;
        } else if (match[0] === "}") {
            nesting.pop();
        } else if (match[1]) {
            const outer = nesting.filter(Boolean);
            const name = [...outer, match[2]].join(".");
            const rest = text.slice(pattern.lastIndex);
            if (match[1] === "record") {
                const header = balanced(rest);
                declarations.set(name, { kind: "record", components: split(header).map(component), implemented: /^\s*implements\s+([\w., ]+?)\s*\{/.exec(rest.slice(header.length + 2))?.[1].split(/,\s*/) ?? [] });
                pattern.lastIndex += header.length + 2;
            } else if (match[1] === "enum") {
                declarations.set(name, { kind: "enum", constants: constantsOf(balanced(rest.slice(rest.indexOf("{")), "{", "}")) });
            } else {
                const extended = /^extends\s+([\w., ]+?)\s*(?:permits|\{)/.exec(rest)?.[1].split(/,\s*/) ?? [];
                declarations.set(name, { kind: "sealed", implemented: extended });
            }
            pending = match[2];
        }
    }
}

/** The constants of an enum as they travel: by their labels, the first of their arguments, where it has a `@JsonValue`. */
function constantsOf(body) {
    const labelled = body.includes("@JsonValue");
    const names = [];
    let rest = body;
    for (let match; (match = /^\s*(?:@\w+(?:\([^)]*\))?\s*)*([A-Z][A-Z0-9_]*)\s*/.exec(rest)); ) {
        rest = rest.slice(match[0].length);
        const given = rest.startsWith("(") ? balanced(rest) : "";
        if (given !== "") rest = rest.slice(given.length + 2);
        names.push(labelled ? JSON.parse(split(given)[0]) : match[1]);
        rest = rest.trimStart();
        if (!rest.startsWith(",")) break;
        rest = rest.slice(1);
    }
    return names;
}

/** What is between the parentheses, or other brackets, that a text begins with. */
function balanced(text, open = "(", close = ")") {
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
        if (text[i] === open) depth++;
        else if (text[i] === close && --depth === 0) return text.slice(1, i);
    }
    throw new Error(`no end: ${text.slice(0, 80)}`);
}

function split(list) {
    const parts = [];
    let depth = 0;
    let from = 0;
    for (let i = 0; i <= list.length; i++) {
        if ("<(".includes(list[i] ?? " ")) depth++;
        else if (">)".includes(list[i] ?? " ")) depth--;
        else if ((list[i] === "," && depth === 0) || i === list.length) {
            if (list.slice(from, i).trim() !== "") parts.push(list.slice(from, i).trim());
            from = i + 1;
        }
    }
    return parts;
}

function component(text) {
    const [, type, name] = /^(?:@\w+(?:\([^)]*\))?\s+)*(.+?)\s+(\w+)$/s.exec(text);
    return { type: type.replaceAll(/\s+|@Nullable/g, ""), name };
}

const written = new Map(); // TypeScript's name to its text, in order
const origins = new Map();
const kebab = name => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();

function find(name, from) {
    const scope = from.split(".");
    for (let i = scope.length; i >= 0; i--) {
        const qualified = [...scope.slice(0, i), name].join(".");
        if (declarations.has(qualified)) return qualified;
    }
    const found = [...declarations.keys()].filter(key => key.endsWith(`.${name}`));
    if (found.length === 1) return found[0];
    throw new Error(`${name} in ${from}: ${found.length === 0 ? "not found" : found.join(", ")}`);
}

function typeOf(java, from) {
    const generic = /^(\w+)<(.*)>$/.exec(java);
    if (generic) {
        const inside = split(generic[2]);
        if (/^(List|Set|SortedSet|Collection)$/.test(generic[1])) {
            const element = typeOf(inside[0], from);
            return `readonly ${/^[\w.]+$/.test(element) ? element : `(${element})`}[]`;
        }
        if (/^(Sorted|Navigable)?Map$/.test(generic[1])) return `Readonly<Record<string, ${typeOf(inside[1], from)}>>`;
        throw new Error(`${java} in ${from}`);
    }
    return SCALARS[java] ?? reference(find(java, from));
}

function reference(qualified) {
    const name = NAMES[qualified] ?? qualified.split(".").at(-1);
    if ((origins.get(name) ?? qualified) !== qualified) throw new Error(`two types are called ${name}: ${qualified} and ${origins.get(name)}`);
    origins.set(name, qualified);
    if (!written.has(name)) {
        written.set(name, "");
        written.set(name, text(name, qualified, declarations.get(qualified)));
    }
    return name;
}

function text(name, qualified, { kind, components, constants }) {
    if (kind === "enum") return `export type ${name} = ${constants.map(constant => JSON.stringify(constant)).join(" | ")};\n`;
    if (kind === "record") return `export interface ${name} {\n${fields(components, qualified)}}\n`;
    const members = [...declarations]
        .filter(([member, { kind, implemented }]) => kind === "record" && implemented.some(one => find(one, member) === qualified))
        .map(([member, { components }]) => `    | {\n          readonly type: "${kebab(member.split(".").at(-1))}";\n${fields(components, member).replaceAll(/^ {4}/gm, "          ")}      }\n`);
    if (members.length === 0) throw new Error(`${qualified} has no alternatives`);
    return `export type ${name} =\n${members.join("").trimEnd()};\n`;
}

function fields(components, from) {
    return components
        .map(({ type, name }) => {
            const optional = /^Optional(Int|Long|Double)?(?:<(.*)>)?$/.exec(type);
            return `    readonly ${name}${optional ? "?" : ""}: ${optional ? (optional[2] ? typeOf(optional[2], from) : "number") : typeOf(type, from)};\n`;
        })
        .join("");
}

ROOTS.forEach(root => reference(declarations.has(root) ? root : find(root, "")));
const result = `// Generated by generate.mjs from the services' Java records: not to be edited. Sizes are in bytes, durations in
// milliseconds, instants in ISO 8601; the records' own comments say what each value means.

/** SHA-256 of some content, 64 lower-case hexadecimal digits. */
export type Digest = string;

${[...written.values()].join("\n")}
/** The event of one type. */
export type EventOf<T extends BuildEvent["type"]> = Extract<BuildEvent, { readonly type: T }>;
`;
const target = fileURLToPath(new URL("src/wire.ts", import.meta.url));
if (!process.argv.includes("--check")) {
    writeFileSync(target, result);
} else if (readFileSync(target, "utf8") !== result) {
    console.error("src/wire.ts is not what the services' records say; run: node clients/api/generate.mjs");
    process.exit(1);
}
