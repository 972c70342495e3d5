// What other files can see of a script. A changed body of a function that leaves this alone recompiles one script.
//
// The outline is the text of what others see of the script (`exposure.ts`), without the bodies of its functions, and
// without what only people read between its statements. Where a function's type is inferred from its body, the outline
// has a gap, and the type that TypeScript infers belongs to what others see: the script is open, and what fills its gaps
// depends on what it imports.
import * as ts from "typescript";
import { digest } from "../runtime/api";
import { exposureOf, type Part, type Sight } from "./exposure";
import { typeName } from "./type-name";

export interface Outline {
    digest: string;
    /** Functions whose types are inferred, in the order of the text. */
    gaps: Body[];
    /** What neither others see nor a gap's type can depend on. */
    hidden: readonly ts.TextRange[];
}

type Body = ts.FunctionLikeDeclaration & { body: ts.Node };

/** TypeScript has it at run time, but does not declare it. */
interface InternalSourceFile extends ts.SourceFile {
    parseDiagnostics: readonly ts.Diagnostic[];
}

const outlines = new WeakMap<ts.SourceFile, Outline | null>();

/** The script's outline; nothing when others may see all of it: declarations, JSON, JavaScript, broken syntax. */
export function outlineOf(file: ts.SourceFile): Outline | undefined {
    let outline = outlines.get(file);
    if (outline === undefined) outlines.set(file, (outline = hasOutline(file) ? outlineOfScript(file) : null));
    return outline ?? undefined;
}

/** Whether others, or what a script infers, may depend on a node of it; nodes that TypeScript made up count as seen. */
export function isSeen(node: ts.Node, outline: Outline | undefined): boolean {
    return outline === undefined || node.pos < 0 || !outline.hidden.some(({ pos, end }) => pos <= node.pos && node.end <= end);
}

function hasOutline(file: ts.SourceFile): boolean {
    return !file.isDeclarationFile && /\.[cm]?tsx?$/.test(file.fileName) && (file as InternalSourceFile).parseDiagnostics.length === 0;
}

/** What fills the gaps of an open script, as a digest. */
export function inferredTypes(file: ts.SourceFile, checker: ts.TypeChecker): string | undefined {
    const gaps = outlineOf(file)?.gaps ?? [];
    if (gaps.length === 0) return undefined;
    return digest(gaps.map(gap => visibleType(gap, checker) ?? gap.body.getText(file)).join("\0"));
}

function outlineOfScript(file: ts.SourceFile): Outline {
    const outlines = new Map<Part, PartOutline>();
    const outlined = (part: Part): PartOutline => {
        let outline = outlines.get(part);
        if (outline === undefined) outlines.set(part, (outline = new Outliner(file).outline(part)));
        return outline;
    };
    const exposure = exposureOf(file, outlined);
    const seen = exposure.seen.map(outlined);
    const head = file.statements.length === 0 ? [] : docComments(file, file.statements[0]);
    return {
        digest: digest([...head, ...seen.flatMap(({ pieces }) => pieces)].join("\0")),
        gaps: seen.flatMap(({ gaps }) => gaps),
        hidden: [...exposure.unseen, ...seen.flatMap(({ leftOut }) => [...leftOut])],
    };
}

/** Between statements and members only documentation comments are seen, which TSTL reads annotations from. */
function docComments({ text }: ts.SourceFile, node: ts.Node): string[] {
    const comments = (ts.getLeadingCommentRanges(text, node.pos) ?? []).map(({ pos, end }) => text.slice(pos, end));
    return comments.filter(comment => comment.startsWith("/**"));
}

function words(comment: string): readonly string[] {
    return comment.match(/[^\s{}()[\]<>@#.,;:|*/\\"'`]+/g) ?? [];
}

interface PartOutline extends Sight {
    pieces: readonly string[];
    gaps: readonly Body[];
}

class Outliner {
    private readonly text: string;
    private readonly gaps: Body[] = [];
    private readonly leftOut = new Set<ts.Node>();
    private readonly linked: string[] = [];
    private readonly pieces: string[] = [];
    private from = 0;
    /** Constructors that give properties their types by what they assign to them. */
    private readonly definesProperties = new Set<ts.Node>();

    constructor(private readonly file: ts.SourceFile) {
        this.text = file.text;
    }

    outline({ node, statement }: Part): PartOutline {
        if (node === statement) this.add(statement);
        else this.addImport(node, statement as ts.ImportDeclaration);
        return { pieces: this.pieces, gaps: this.gaps, leftOut: this.leftOut, linked: this.linked };
    }

    private addImport(name: ts.Node, { importClause, moduleSpecifier, end }: ts.ImportDeclaration): void {
        const kind = importClause!.isTypeOnly ? "import type" : "import";
        this.pieces.push(kind, name.getText(this.file), this.text.slice(moduleSpecifier.getStart(this.file), end));
    }

    private list(nodes: ts.NodeArray<ts.Node>): void {
        this.upTo(nodes.pos);
        nodes.forEach(node => this.add(node));
        this.from = nodes.end;
    }

    /** A statement or a member. */
    private add(node: ts.Node): void {
        const comments = docComments(this.file, node);
        this.pieces.push(...comments);
        this.linked.push(...comments.filter(comment => comment.includes("{@link")).flatMap(words));
        this.from = node.getStart(this.file);
        this.visit(node);
        this.upTo(node.end);
    }

    private readonly visit = (node: ts.Node): void => {
        if (ts.isClassStaticBlockDeclaration(node)) return;
        if (ts.isClassLike(node)) {
            if (node.members.some(isUntypedProperty)) node.members.filter(ts.isConstructorDeclaration).forEach(c => this.definesProperties.add(c));
            ts.forEachChild(node, child => {
                if (!(node.members as ts.NodeArray<ts.Node>).includes(child)) this.visit(child);
            });
            this.list(node.members);
        } else if (ts.isModuleBlock(node)) {
            this.list(node.statements);
        } else if (isFunctionWithBody(node)) {
            ts.forEachChild(node, child => {
                if (child !== node.body) this.visit(child);
            });
            this.leaveOut(node);
        } else {
            ts.forEachChild(node, this.visit);
        }
    };

    private leaveOut(node: Body): void {
        if (ts.isConstructorDeclaration(node) || ts.isSetAccessorDeclaration(node) || node.type !== undefined) {
            if (this.definesProperties.has(node)) return;
            this.leftOut.add(node.body);
        } else {
            if (returnsFunctions(node.body)) return;
            this.gaps.push(node);
        }
        this.upTo(node.body.pos);
        this.from = node.body.end;
    }

    private upTo(end: number): void {
        if (end > this.from) this.pieces.push(this.text.slice(this.from, end));
        this.from = end;
    }
}

function isFunctionWithBody(node: ts.Node): node is Body {
    return ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined;
}

/** Whether a function can return another one that is written in it: then callers see more than its type. */
function returnsFunctions(body: ts.Node): boolean {
    if (!ts.isBlock(body)) return containsFunction(body);
    const visit = (node: ts.Node): boolean => {
        if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
        if (ts.isReturnStatement(node) && node.expression !== undefined) return containsFunction(node.expression);
        return ts.forEachChild(node, visit) ?? false;
    };
    return visit(body);
}

function containsFunction(node: ts.Node): boolean {
    return ts.isFunctionLike(node) || ts.isClassLike(node) || (ts.forEachChild(node, containsFunction) ?? false);
}

function isUntypedProperty(member: ts.ClassElement): boolean {
    return ts.isPropertyDeclaration(member) && member.type === undefined && member.initializer === undefined;
}

/** The type that a function's body gives it, in canonical words; nothing when it has parts that only its body shows. */
function visibleType(node: Body, checker: ts.TypeChecker): string | undefined {
    const signature = checker.getSignatureFromDeclaration(node as ts.SignatureDeclaration);
    if (signature === undefined) return undefined;
    const predicate = checker.getTypePredicateOfSignature(signature);
    const types = [signature.getReturnType(), predicate?.type].filter(type => type !== undefined).map(type => typeName(type, checker));
    return types.includes(undefined) ? undefined : [predicate?.kind, predicate?.parameterIndex, ...types].join(" ");
}
