// What a module says about the global scope. Where that names nothing of the module, others see of the module no more
// than that, and neither its imports nor the rest of it concern them.
import * as ts from "typescript";
import type { GraphFile } from "./protocol";
import { digest } from "../runtime/api";

/** TypeScript has it at run time, but does not declare it. */
interface InternalSourceFile extends ts.SourceFile {
    /** Names of `declare global` and `declare module "…"`. */
    moduleAugmentations: readonly ts.Node[];
    ambientModuleNames: readonly string[];
    parseDiagnostics: readonly ts.Diagnostic[];
}

/** How a file concerns those that do not import it. */
export function globalsOf(source: ts.SourceFile): Pick<GraphFile, "ambient" | "globals"> {
    const file = source as InternalSourceFile;
    if ((file.flags & ts.NodeFlags.JsonFile) !== 0) return { ambient: false, globals: undefined };
    const names = new Set(file.moduleAugmentations);
    const blocks = file.statements.filter(ts.isModuleDeclaration).filter(({ name }) => names.has(name) && ts.isIdentifier(name));
    const concernsAll =
        !ts.isExternalModule(file) ||
        names.size > blocks.length ||
        file.ambientModuleNames.length > 0 ||
        // `export as namespace`, found by the syntax because the file need not be bound yet.
        file.statements.some(ts.isNamespaceExportDeclaration);
    if (concernsAll || blocks.length === 0) return { ambient: concernsAll, globals: undefined };
    return isSelfContained(file, blocks) ? { ambient: false, globals: textOf(file, blocks) } : { ambient: true, globals: undefined };
}

/** TSTL reads annotations in the comments before a block, and before everything for all of the file. */
function textOf(file: ts.SourceFile, blocks: readonly ts.ModuleDeclaration[]): string {
    const head = file.text.slice(0, file.statements[0].getStart(file));
    return digest([head, ...blocks.map(block => block.getFullText(file))].join("\0"));
}

function isSelfContained(file: InternalSourceFile, blocks: readonly ts.ModuleDeclaration[]): boolean {
    if (!/\.[cm]?tsx?$/.test(file.fileName) || file.parseDiagnostics.length > 0) return false;
    const said = blocks.map(block => block.getFullText(file)).join("");
    if (said.includes("{@")) return false; // a link may name anything
    const ofModule = new Set(file.statements.filter(statement => !(blocks as readonly ts.Statement[]).includes(statement)).flatMap(declaredBy));
    return blocks.every(block => !refersTo(block, ofModule));
}

/** The names that a statement gives to things in the module's scope, and some more. */
function declaredBy(statement: ts.Statement): string[] {
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
        const { name } = node as ts.NamedDeclaration;
        if (name !== undefined && ts.isIdentifier(name)) names.push(name.text);
        if (!hasScope(node)) ts.forEachChild(node, visit);
    };
    visit(statement);
    return names;
}

function hasScope(node: ts.Node): boolean {
    return (
        ts.isFunctionLike(node) ||
        ts.isClassLike(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node) ||
        ts.isEnumDeclaration(node) ||
        ts.isModuleDeclaration(node)
    );
}

/** Whether a block may mean any of these names, or another module. Its nodes need not know their parents yet. */
function refersTo(block: ts.ModuleDeclaration, names: ReadonlySet<string>): boolean {
    const visit = (node: ts.Node, parent: ts.Node): boolean => {
        if (ts.isIdentifier(node)) return names.has(node.text) && !isNameOf(node, parent);
        if (ts.isImportTypeNode(node) || ts.isExternalModuleReference(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
        return ts.forEachChild(node, child => visit(child, node)) ?? false;
    };
    return visit(block.body!, block);
}

/** Whether an identifier says what its parent is called, or which member is meant. */
function isNameOf(node: ts.Identifier, parent: ts.Node): boolean {
    if (ts.isQualifiedName(parent)) return parent.right === node;
    return (parent as ts.NamedDeclaration).name === node && !ts.isShorthandPropertyAssignment(parent);
}
