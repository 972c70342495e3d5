// The code that a project brings for its build: TSTL's plugins, and transformers of TypeScript.
import * as ts from "typescript";
import { IMPORT_META, locate, MOUNT, path, setTranspiler, type SnapshotFiles } from "../runtime/api";
import type { Project } from "./project";
import type { PluginRef } from "./protocol";

/**
 * What the configuration names. Language service plugins are none of the compiler's business.
 * @param tstl the folder where the project has it
 */
export function pluginsOf({ ref, options, files }: Project, tstl: string | undefined): PluginRef[] {
    const folder = path.dirname(`${MOUNT}/${ref.config}`);
    const tsNode = hasTsNode(files, tstl);
    const entries: Array<[unknown, PluginRef["kind"]]> = [
        ...(options.luaPlugins ?? []).map(entry => [(entry as { name?: unknown }).name, "PLUGIN"] as [unknown, "PLUGIN"]),
        ...((options.plugins ?? []) as Array<{ transform?: unknown }>)
            .filter(entry => "transform" in entry)
            .map(entry => [entry.transform, "TRANSFORMER"] as [unknown, "TRANSFORMER"]),
    ];
    return entries.map(([name, kind]) => {
        const file = typeof name === "string" ? find(name, folder) : undefined;
        const lacksTsNode = !tsNode && file !== undefined && /\.tsx?$/.test(file);
        return { name: String(name), kind, ...(file !== undefined && { file }), lacksTsNode };
    });
}

function find(name: string, folder: string): string | undefined {
    try {
        return locate(name, folder);
    } catch {
        return undefined;
    }
}

/**
 * Lets plugins be ES modules, and TypeScript where TSTL on Node would: when ts-node is installed beside it. They are
 * compiled with the project's own TypeScript and, as ts-node does, by the project's options.
 */
export function prepareForPlugins({ options, files }: Project, tstl: string | undefined): void {
    const { esModuleInterop = false, experimentalDecorators, emitDecoratorMetadata, jsx, jsxFactory, jsxFragmentFactory, useDefineForClassFields } = options;
    const toCommonJs = (text: string, fileName: string) =>
        ts.transpileModule(text, {
            fileName: fileName.replace(/\.[cm](?=[jt]sx?$)/, "."), // TypeScript leaves a .mjs what it is
            compilerOptions: {
                esModuleInterop: esModuleInterop || !/\.[cm]?tsx?$/.test(fileName),
                allowJs: true,
                experimentalDecorators,
                emitDecoratorMetadata,
                jsx,
                jsxFactory,
                jsxFragmentFactory,
                useDefineForClassFields,
                module: ts.ModuleKind.CommonJS,
                target: ts.ScriptTarget.ES2022,
            },
            transformers: { before: [namingImportMeta] },
        }).outputText;
    setTranspiler({ isEsModule, toCommonJs }, hasTsNode(files, tstl));
}

function isEsModule(text: string): boolean {
    return ts.isExternalModule(ts.createSourceFile("plugin.js", text, ts.ScriptTarget.ES2022));
}

/** CommonJS has no `import.meta`. */
const namingImportMeta: ts.TransformerFactory<ts.SourceFile> = context => file => {
    const visit = (node: ts.Node): ts.Node =>
        ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword ? context.factory.createIdentifier(IMPORT_META) : ts.visitEachChild(node, visit, context);
    return ts.visitNode(file, visit, ts.isSourceFile);
};

/** Whether it is installed where TSTL looks for it. The bundled TSTL does without. */
function hasTsNode(files: SnapshotFiles, tstl: string | undefined): boolean {
    return tstl === undefined || [...above(`${MOUNT}/${tstl}`)].some(folder => files.directoryExists(`${folder}/node_modules/ts-node`));
}

function* above(folder: string): Generator<string> {
    for (let here = folder; here.length > 1; here = here.slice(0, here.lastIndexOf("/"))) yield here;
}
