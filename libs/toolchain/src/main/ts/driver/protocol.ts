// What the farm in Java asks of the driver and what it is answered: every call with its request and its answer, all as
// JSON. A test of libs/compiler holds the records of the package io.scriptfarm.compiler.protocol against this file.
// `protocol.mjs` describes it to that test; it reads interfaces, arrays, tuples, records by string and literals.

/** The calls by the names of the functions that the farm calls. `main.ts` has a function for each. */
export interface Calls {
    /** The program's files with their references; from it the farm computes keys. */
    scriptfarmPlan: (request: ProjectRef) => ProjectGraph;
    /** Reads and binds a project for the calls that follow. */
    scriptfarmOpen: (request: ProjectRef) => boolean;
    /** Whether the project's program is in memory. */
    scriptfarmIsResident: (request: ProjectRef) => boolean;
    /** TSTL's first phase for one script, with everything that is said of it. */
    scriptfarmTranspile: (request: ScriptRequest) => TranspileAnswer;
    /** The Lua of one script that was just saved, unchecked. */
    scriptfarmSave: (request: ScriptRequest) => SaveAnswer;
    /** One script's JavaScript, for previews. */
    scriptfarmJavaScript: (request: JavaScriptRequest) => JavaScriptAnswer;
    /** A script with all that it imports, in both languages. */
    scriptfarmRunnable: (request: ScriptRequest) => RunnableScript;
    /** The diagnostics that belong to no script. */
    scriptfarmCheckDeclarations: (request: ProjectRef) => WireDiagnostic[];
    /** TSTL's second phase, over all scripts. */
    scriptfarmLink: (request: LinkRequest) => LinkAnswer;
    /** What TSTL says of the scripts that convert functions, when it sees one after the other. */
    scriptfarmSelfConversions: (request: SelfConversionsRequest) => ConvertingScript[];
    /** What the bodies of these scripts' functions mean to other scripts. */
    scriptfarmInfer: (request: InferRequest) => InferredTypes[];
    /** TypeScript's diagnostics of these scripts, worded as in a check of the whole program in order. */
    scriptfarmRecheck: (request: RecheckRequest) => RecheckedScript[];
    /** A build in one go, with the project's plugins. */
    scriptfarmBuildWhole: (request: WholeRequest) => WholeAnswer;
    /** What was read of the project since it was opened, and of the states that it was made from. */
    scriptfarmReads: (request: ProjectRef) => ReadSet;
    /** A build that nobody needs, of a small project; answers how many scripts that has. */
    scriptfarmWarmUp: (request: ProjectRef) => number;
}

/** The answer to any call when contents are not in the store: their digests. The call may come again with them. */
export interface Missing {
    missing: string[];
}

/** The answer to any call when there is no stack left for these files. The session is not to be used any more. */
export interface TooDeep {
    tooDeep: string[];
}

/** What names a project; `id` is the key of the project's plan. */
export interface ProjectRef {
    id: string;
    snapshot: string;
    config: string;
    /** Folders that hold the compilers' packages, relative to the snapshot's root, by package; empty when the project has none. */
    packages: Record<string, string>;
    since?: Since;
    /** Absent where it is as in the folder of the configuration, without options. */
    invocation?: Invocation;
}

/** How `tstl -p` is called: in which folder, relative to the snapshot's root, and with which options more. */
export interface Invocation {
    folder: string;
    options: string[];
}

/** A state of the project that may be resident, by its id, and the scripts whose contents are others now, by path. */
export interface Since {
    id: string;
    changed: Record<string, ChangedFile>;
}

export type ChangedFile = [digest: string, size: number];

/** Questions about a snapshot. Paths are relative to its root, and have no links in them. */
export interface ReadSet {
    /** What is there: a file, a folder, a link or nothing. */
    looks: string[];
    /** What the file there says. */
    contents: string[];
    /** Which names the folder there has. */
    listings: ListedFolder[];
}

export interface ListedFolder {
    path: string;
    /** Of the files that were asked for; absent for all. Folders and links always were. */
    endings?: string[];
}

/** One script of a project. */
export interface ScriptRequest {
    project: ProjectRef;
    path: string;
}

/** What a project consists of: the graph from which the farm computes keys. */
export interface ProjectGraph {
    /** Options and everything else that all scripts depend on, canonical. */
    environment: string;
    files: GraphFile[];
    /** Indices into `files` of what becomes Lua, in TSTL's order. */
    scripts: number[];
    /** Code of the project's own that takes part in compiling it. */
    plugins: PluginRef[];
    refused: RefusedModule[];
    /** What the configuration says, in its own words where that is one value or a list of them; for people. */
    options: Record<string, string>;
    unresolved: UnresolvedModule[];
    /** Text of the project's scriptfarm.json, which says what its scripts are for. */
    settings?: string;
    /** Of the configuration. */
    diagnostics: WireDiagnostic[];
    /** Digests of everything that was read. */
    read: string[];
}

export interface GraphFile {
    path: string;
    digest: string;
    /** UTF-16 units. */
    size: number;
    /** How Node would take the module; changes what imports mean. */
    format: number;
    declaration: boolean;
    /** Of what other files see of the script's text; absent where that is all of it. */
    outline?: string;
    /** What the file says of itself to the farm, see `pragmaOf`. */
    pragma?: string;
    /** Whether what others see depends on types that are inferred from bodies of functions. */
    open: boolean;
    /** Whether all that others see of it, and of what it imports, concerns every file. */
    ambient: boolean;
    /** A digest of what concerns every file, where that is not all of it. */
    globals?: string;
    references: Reference[];
    /** Indices into `references` of those that others do not see. */
    own: number[];
}

/** What a file refers to by which words; the index into the graph's files is -1 for what was not found or is part of the toolchain. */
export type Reference = [words: string, target: number];

/** A plugin of TSTL or a transformer of TypeScript that the configuration names. */
export interface PluginRef {
    /** As the configuration has it. */
    name: string;
    kind: "PLUGIN" | "TRANSFORMER";
    /** Absent when nothing is found by that name, which TSTL reports. */
    file?: string;
    /** Whether it is TypeScript, and TSTL has nothing to load that with. */
    lacksTsNode: boolean;
}

/** A built-in module of Node that plugins name and do not get, and a file that names it. */
export interface RefusedModule {
    module: string;
    file: string;
}

/** What a script imports, and what is neither found nor declared. */
export interface UnresolvedModule {
    name: string;
    from: string;
}

/** One of TypeScript's diagnostics, as the farm's contract has it. */
export interface WireDiagnostic {
    category: "WARNING" | "ERROR" | "SUGGESTION" | "MESSAGE";
    code: number;
    /** Absent for TypeScript's own. */
    source?: string;
    location?: DiagnosticLocation;
    message: string;
    /** What it is about, for programs; absent where the message says all. */
    names?: string[];
}

/** `start` and `length` count UTF-16 units; `line` and `column` count from 1. */
export interface DiagnosticLocation {
    file: string;
    start: number;
    length: number;
    line: number;
    column: number;
}

export interface TranspileAnswer {
    /** A `TranspiledText`. The farm keeps it as it is, and only linking reads it. */
    text?: object;
    /** The source map of the Lua file that the script becomes; absent where it becomes part of a bundle. */
    map?: string;
    /** What TypeScript says. */
    checks: WireDiagnostic[];
    /** What TSTL says after it. */
    transforms: WireDiagnostic[];
    /** A digest of what the bodies of its functions mean to other scripts. */
    inferred?: string;
}

/** A file that a build writes. */
export interface WrittenFile {
    path: string;
    script?: string;
    text: string;
    /** Whether each character of `text` is a byte. */
    binary: boolean;
    /** Whether it is Lua by TSTL; plugins add other files, too. */
    lua: boolean;
    /** Its source map, where that is made while linking. */
    map?: string;
}

export interface SaveAnswer {
    /** The script's own; none where it has none, or where they depend on other scripts or on diagnostics. */
    outputs: WrittenFile[];
    /** What the script says of itself to the farm. */
    pragma?: string;
    luaTarget?: string;
}

export interface JavaScriptRequest {
    project: ProjectRef;
    path: string;
    /** Whether anybody wants to know what TypeScript says. */
    checked: boolean;
}

export interface JavaScriptAnswer {
    /** The script's JavaScript and its source map, with paths beside the script; absent when the compiler crashed. */
    outputs?: JavaScriptFile[];
    checks: WireDiagnostic[];
}

export interface JavaScriptFile {
    path: string;
    text: string;
}

/** What a script needs to be run; nothing when the compiler crashed on it. */
export interface RunnableScript {
    lua: LuaModule[];
    js: JsModule[];
    /** The name of the script's own module in Lua. */
    entry: string;
    luaTarget: string;
    crash?: string;
}

export interface LuaModule {
    /** As `require` has it. */
    name: string;
    /** Absent for the Lua library and for Lua that came as Lua. */
    script?: string;
    text: string;
    map?: string;
}

export interface JsModule {
    /** The script's path. */
    name: string;
    text: string;
    map?: string;
    /** The modules' names by the words that the script imports them by. */
    imports: Record<string, string>;
}

export interface LinkRequest {
    project: ProjectRef;
    /** The transpiled scripts in program order; those that the compiler crashed on are left out. */
    scripts: ScriptToLink[];
    /** Whether TypeScript, or TSTL after it, had anything to say; matters to `noEmitOnError`. */
    checks: boolean;
    transforms: boolean;
}

export interface ScriptToLink {
    path: string;
    /** The digest of its `TranspiledText`. */
    text: string;
}

export interface LinkAnswer {
    outputs: WrittenFile[];
    diagnostics: WireDiagnostic[];
    emitSkipped: boolean;
    /** TSTL stops at what TypeScript says, before its own diagnostics. */
    checksOnly: boolean;
}

export interface WholeRequest {
    project: ProjectRef;
    /** What the fleet knows of the plugins that the last build of the project had. */
    known: PluginsKnown;
    /** Whether all scripts are to be made, whatever an edit changed. */
    all: boolean;
    /** What the last build left, for a session in which none was made. */
    left?: LeftBuild;
}

export interface PluginsKnown {
    /** Whether they were seen to make each script alone as they make it with all others. */
    agreed: boolean;
    /** Why they have to see all scripts. */
    whole?: string;
}

/** What a build leaves for the next one, wherever that is made. */
export interface LeftBuild {
    /** A `LeftState`. The farm keeps it as it is. */
    state: object;
    /** Digests of the scripts as the printer gave them, each a blob, by path. */
    printed: Record<string, string>;
}

export interface WholeAnswer {
    built: LinkAnswer;
    /** Whether the session is as good as one in which no code of the project ever ran. */
    clean: boolean;
    /** The scripts that were compiled, where the others kept their Lua; absent where all were. */
    changed?: string[];
    plugins: PluginCode;
    verdict: PluginVerdict;
    /** Absent where no build can go on from this one, and where one left enough lately. */
    left?: Leaving;
}

/** What decides on what plugins do. */
export interface PluginCode {
    /** The files of their code, relative to the snapshot's root. */
    modules: string[];
    /** The options of the project, and how they are judged. */
    settings: string;
}

/** Whether each script can be made without the others: APART, ALL_TOGETHER, or OPEN while nobody looked. */
export interface PluginVerdict {
    kind: "OPEN" | "APART" | "ALL_TOGETHER";
    /** Why all are made together. */
    reason?: string;
    /** The script that came out otherwise. */
    script?: string;
    /** Whether the reason lies in the plugins, and not in what the scripts say now. */
    lasting: boolean;
}

/** As `LeftBuild`, with those printed scripts that were not left before. */
export interface Leaving {
    state: object;
    /** The scripts, in order. */
    scripts: string[];
    /** Each as JSON. */
    printed: Record<string, string>;
}

export interface SelfConversionsRequest {
    project: ProjectRef;
    /** The scripts of which TSTL says something, in program order. */
    scripts: DiagnosedScript[];
}

export interface DiagnosedScript {
    path: string;
    /** Of what TSTL says. */
    codes: number[];
}

export interface ConvertingScript {
    path: string;
    transforms: WireDiagnostic[];
}

export interface InferRequest {
    project: ProjectRef;
    paths: string[];
}

export interface InferredTypes {
    path: string;
    /** A digest; absent where the script infers none, and where the compiler crashes on it. */
    types?: string;
}

export interface RecheckRequest {
    project: ProjectRef;
    /** The files with diagnostics of TypeScript. */
    paths: string[];
}

export interface RecheckedScript {
    path: string;
    checks: WireDiagnostic[];
}
