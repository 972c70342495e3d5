// Whether the code of plugins can remember a script while it transforms the next one, or look at more than the script.
// Evidence cannot tell what code would do with other sources, so the code is read too. What is not understood counts as
// remembering: such plugins see all scripts at each build, as with tstl.
import * as ts from "typescript";
import { relativeToRoot } from "./diagnostics";
import { ANSWERS, isQuestion, showsMore } from "./plugin-checker";
import { Origins, type Func } from "./plugin-origins";
import type { Project } from "./project";

/** What leads out of a script: the program, the checker, and what a printed file was made of. */
const LEADS_OUT = new Set(
    (
        "checker typeChecker getTypeChecker getDiagnosticsProducingTypeChecker resolver getEmitResolver valueDeclaration getDeclarations program getSourceFiles getSourceFileByPath getRootFileNames " +
        "getSemanticDiagnostics getSyntacticDiagnostics getDeclarationDiagnostics getGlobalDiagnostics emit luaAst createProgram createLanguageService"
    ).split(" "),
);
/** Others each time that they are asked. */
const CLOCKS = new Set(["Date", "performance", "hrtime", "random", "randomUUID", "randomBytes"]);
/** Code that nobody can read. */
const DYNAMIC = new Set(["eval", "Function", "Proxy", "Reflect", "globalThis", "global"]);
/** Methods that change what they are called on. */
const MUTATORS = new Set("push pop shift unshift splice sort reverse fill copyWithin set add delete clear append insert remove on once off addListener".split(" "));
/** Methods that neither change what they are called on nor what they are given. */
const READERS = new Set(
    (
        "get has includes indexOf lastIndexOf map filter forEach some every find findIndex join slice concat flatMap flat reduce keys values entries at " +
        "toString startsWith endsWith test exec match matchAll replace replaceAll split trim trimStart trimEnd charAt charCodeAt codePointAt padStart padEnd repeat " +
        "substring substr toLowerCase toUpperCase toFixed hasOwnProperty isPrototypeOf valueOf localeCompare normalize search call apply"
    )
        .split(" ")
        .concat([...ANSWERS]),
);
/** Functions that change their first argument. */
const CHANGING_FIRST = new Set("assign defineProperty defineProperties setPrototypeOf call apply bind".split(" "));
/** What compilers of JavaScript put into modules: functions that replace themselves once. */
const HELPER = /^(__\w+|extendStatics|_extends|ownKeys)$/;

/**
 * The first reason why all scripts are to be made together, if there is one.
 * @param vouched whether somebody said that the plugins remember nothing
 */
export function whatPluginsKeep({ files }: Project, modules: readonly string[], vouched: boolean): string | undefined {
    return keptBy(treesOf(files, modules), vouched);
}

/** Whether code asks the checker about other scripts, where it asks for no more than it may. */
export function asksChecker({ files }: Project, modules: readonly string[]): boolean {
    return treesOf(files, modules).some(tree => new Reader(tree).asks());
}

function treesOf(files: Project["files"], modules: readonly string[]): ts.SourceFile[] {
    const code = modules.filter(file => !file.endsWith(".json"));
    return code.map(file => ts.createSourceFile(`${file}.ts`, files.readFile(file) ?? "", ts.ScriptTarget.ESNext, true));
}

/** @param trees with parents */
export function keptBy(trees: readonly ts.SourceFile[], vouched: boolean): string | undefined {
    const readers = trees.map(tree => new Reader(tree));
    const own = new Set(readers.flatMap(reader => [...reader.names]));
    const changing = new Changing();
    do {
        changing.grew = false;
        for (const reader of readers) reader.addChanging(changing, own);
    } while (changing.grew);
    const asks = readers.some(reader => reader.asks());
    for (const reader of readers) {
        const reason = reader.leadsOut() ?? (asks ? reader.seesMore() : undefined) ?? (vouched ? undefined : reader.keeps(changing, own));
        if (reason !== undefined) return reason;
    }
    return undefined;
}

/** Which parameters functions change, by the functions' names and the parameters' places. */
class Changing {
    grew = false;
    private readonly places = new Map<string, Set<number>>();

    add(parameter: ts.ParameterDeclaration): void {
        const { parent } = parameter;
        const name = nameOf(parent) ?? "";
        const places = this.places.get(name) ?? new Set<number>();
        const place = parameter.dotDotDotToken ? -1 : parent.parameters.indexOf(parameter);
        this.grew ||= !places.has(place);
        this.places.set(name, places.add(place));
    }

    has(name: string, place: number): boolean {
        const places = this.places.get(name);
        return places !== undefined && (places.has(place) || places.has(-1));
    }

    hasAny(name: string): boolean {
        return this.places.has(name);
    }
}

class Reader {
    /** Of all functions in the module. */
    readonly names = new Set<string>();
    private readonly origins: Origins;

    constructor(private readonly tree: ts.SourceFile) {
        this.origins = new Origins(tree);
        const walk = (node: ts.Node): void => {
            if (ts.isFunctionLike(node) || ts.isClassLike(node)) this.names.add(nameOf(node) ?? "");
            ts.forEachChild(node, walk);
        };
        walk(tree);
    }

    /** Adds the parameters that functions change, or give to what may change them. */
    addChanging(changing: Changing, own: ReadonlySet<string>): void {
        const add = (expression: ts.Expression) => {
            const parameter = this.origins.parameterOf(expression);
            if (parameter !== undefined) changing.add(parameter);
        };
        this.eachChange(target => isMember(target) && add(target));
        this.first(node => {
            if (isCall(node)) this.givenTo(node, changing, own).forEach(add);
            return undefined;
        });
    }

    /** Those arguments that the function may change. */
    private givenTo(call: ts.CallExpression | ts.NewExpression, changing: Changing, own: ReadonlySet<string>): ts.Expression[] {
        const func = this.origins.functionOf(call);
        const given = [...(call.arguments ?? [])].map(argument => (ts.isSpreadElement(argument) ? argument.expression : argument));
        if (func === undefined || given.length === 0) return [];
        const callee = this.origins.calleeOf(call.expression, func);
        if (callee === "new") return [];
        const name = calledName(call.expression);
        if (name === undefined) return given;
        if (isMember(call.expression) && (READERS.has(name) || MUTATORS.has(name)) && !own.has(name)) {
            // `f.call(x)` does what f does.
            const called = isMember(call.expression.expression) ? calledName(call.expression.expression) : undefined;
            return (name === "call" || name === "apply") && !READERS.has(called ?? "") ? given : [];
        }
        if (callee === "own" || own.has(name)) return call.arguments!.some(ts.isSpreadElement) ? given : given.filter((_, place) => changing.has(name, place));
        return given;
    }

    /** Whether it asks the checker what may be asked. */
    asks(): boolean {
        return this.first(node => (ts.isIdentifier(node) && isQuestion(node)) || undefined) ?? false;
    }

    /** Why the answers of the checker may show more than they say. */
    seesMore(): string | undefined {
        return this.first(node => {
            const member = showsMore(node);
            return member === undefined ? undefined : this.at(node, `may see in which order types were checked, or where they are declared (${member})`);
        });
    }

    /** Why the plugin may see more than the script that it transforms. */
    leadsOut(): string | undefined {
        return this.first(node => {
            if (ts.isIdentifier(node) && LEADS_OUT.has(node.text) && !isOnlyAName(node) && !isHandedToPrinter(node) && !isQuestion(node)) return this.at(node, `asks for more than one script (${node.text})`);
            if (ts.isStringLiteralLike(node) && LEADS_OUT.has(node.text) && (ts.isElementAccessExpression(node.parent) || ts.isBindingElement(node.parent))) return this.at(node, `asks for more than one script (${node.text})`);
            if (ts.isPropertyAccessExpression(node) && node.name.text === "declarations" && !/List$/.test(node.expression.getText())) return this.at(node, "asks where something is declared");
            if (ts.isCallExpression(node) && node.arguments.length > 0 && calledName(node.expression) === "getSourceFile") return this.at(node, "asks for another script (getSourceFile)");
            if (ts.isIdentifier(node) && node.text === "sourceMapNode" && !isWritten(node)) return this.at(node, "reads what a printed file was made of");
            if (ts.isIdentifier(node) && CLOCKS.has(node.text) && !isOnlyAName(node)) return this.at(node, `depends on time or chance (${node.text})`);
            if (ts.isIdentifier(node) && DYNAMIC.has(node.text) && !isOnlyAName(node) && !ts.isPropertyAccessExpression(node.parent)) return this.at(node, `cannot be read (${node.text})`);
            if (ts.isCallExpression(node) && this.origins.isSharedNode(node)) return this.at(node, "makes a node that scripts share");
            if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) return this.at(node, "cannot be read (import)");
            return undefined;
        });
    }

    /** Why the plugin may remember a script. */
    keeps(changing: Changing, own: ReadonlySet<string>): string | undefined {
        let reason: string | undefined;
        this.eachChange((target, func) => {
            if (reason !== undefined) return;
            if (ts.isIdentifier(target)) {
                if (this.origins.outlives(target, func) && !HELPER.test(target.text)) reason = this.at(target, `gives ${target.text} another value`);
            } else if (this.origins.isOutside(baseOf(target), func)) {
                reason = this.at(target, `changes ${shown(target)}`);
            }
        });
        return reason ?? this.first(node => (isCall(node) ? this.callKeeps(node, changing, own) : undefined));
    }

    /** A call of something, or with something, that outlives a script, when that may change by it. */
    private callKeeps(call: ts.CallExpression | ts.NewExpression, changing: Changing, own: ReadonlySet<string>): string | undefined {
        const func = this.origins.functionOf(call);
        if (func === undefined) return undefined;
        const { expression } = call;
        const name = calledName(expression);
        const outside = (value: ts.Expression) => this.origins.isOutside(value, func) && !this.origins.isPlain(value);
        if (this.origins.calleeOf(expression, func) === "unknown" && !(isMember(expression) && name !== undefined && (READERS.has(name) || own.has(name)))) return this.at(call, `calls ${shown(expression)}`);
        if ((name === "test" || name === "exec") && isMember(expression) && this.origins.isSticky(expression.expression)) return this.at(call, `goes on with ${shown(expression.expression)}`);
        const given = this.givenTo(call, changing, own).find(outside);
        if (given !== undefined) return this.at(given, `gives ${shown(given)} to what may change it`);
        // A function that changes what it is given, as a value.
        const called = [...(call.arguments ?? [])].find(argument => ts.isIdentifier(argument) && changing.hasAny(argument.text));
        return called !== undefined && isMember(expression) && !this.isNew(expression, func) && outside(expression.expression) ? this.at(called, `changes ${shown(expression.expression)} by ${shown(called)}`) : undefined;
    }

    private isNew(callee: ts.Expression, func: Func): boolean {
        return this.origins.calleeOf(callee, func) === "new";
    }

    /** Each place in a function that changes something, with what is changed: a variable, or a member of something. */
    private eachChange(visit: (target: ts.Expression, func: Func) => void): void {
        const see = (target: ts.Expression): void => {
            const plain = ts.skipPartiallyEmittedExpressions(target) as ts.Expression;
            if (ts.isParenthesizedExpression(plain) || ts.isNonNullExpression(plain) || ts.isAsExpression(plain)) return see(plain.expression);
            if (ts.isArrayLiteralExpression(plain)) return plain.elements.forEach(see);
            if (ts.isSpreadElement(plain)) return see(plain.expression);
            if (ts.isBinaryExpression(plain)) return see(plain.left); // with a default
            if (ts.isObjectLiteralExpression(plain)) {
                for (const property of plain.properties) {
                    if (ts.isPropertyAssignment(property)) see(property.initializer);
                    else if (ts.isShorthandPropertyAssignment(property)) see(property.name);
                    else if (ts.isSpreadAssignment(property)) see(property.expression);
                }
                return;
            }
            const func = this.origins.functionOf(plain);
            if (func !== undefined) visit(plain, func);
        };
        const walk = (node: ts.Node): void => {
            if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) see(node.left);
            else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) see(node.operand);
            else if (ts.isDeleteExpression(node)) see(node.expression);
            else if ((ts.isForInStatement(node) || ts.isForOfStatement(node)) && !ts.isVariableDeclarationList(node.initializer)) see(node.initializer);
            else if (ts.isCallExpression(node)) {
                const name = calledName(node.expression);
                if (name !== undefined && MUTATORS.has(name) && isMember(node.expression)) see(node.expression);
                if (name !== undefined && CHANGING_FIRST.has(name) && node.arguments.length > 0 && changesFirst(node, name)) see(ts.factory.createPropertyAccessExpression(node.arguments[0], "?"));
            }
            ts.forEachChild(node, walk);
        };
        walk(this.tree);
    }

    private first<T>(find: (node: ts.Node) => T | undefined): T | undefined {
        const walk = (node: ts.Node): T | undefined => find(node) ?? ts.forEachChild(node, walk);
        return walk(this.tree);
    }

    private at(node: ts.Node, what: string): string {
        const position = node.pos < 0 ? 0 : node.getStart(this.tree);
        return `${relativeToRoot(this.tree.fileName.slice(0, -".ts".length))} ${what} in line ${this.tree.getLineAndCharacterOfPosition(position).line + 1}`;
    }
}

function isCall(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
    return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function isMember(node: ts.Expression): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
    return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function baseOf(target: ts.Expression): ts.Expression {
    return isMember(target) ? target.expression : target;
}

/** By which name something is called; nothing when that is decided as it runs. */
function calledName(callee: ts.Expression): string | undefined {
    if (ts.isParenthesizedExpression(callee)) return calledName(callee.expression);
    if (ts.isBinaryExpression(callee) && callee.operatorToken.kind === ts.SyntaxKind.CommaToken) return calledName(callee.right);
    if (ts.isIdentifier(callee)) return callee.text;
    if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
    if (ts.isElementAccessExpression(callee) && ts.isStringLiteralLike(callee.argumentExpression)) return callee.argumentExpression.text;
    if (callee.kind === ts.SyntaxKind.SuperKeyword) return "constructor";
    return undefined;
}

/** `f.call(x)` changes x where f does; `Object.assign(x)` does in any case. */
function changesFirst({ expression, arguments: given }: ts.CallExpression, name: string): boolean {
    if (name !== "call" && name !== "apply" && name !== "bind") return ts.isPropertyAccessExpression(expression) && !ts.isObjectLiteralExpression(given[0]);
    const called = isMember(expression) ? calledName(expression.expression) : undefined;
    return called === undefined || MUTATORS.has(called);
}

/** What a member or a key is called, and no use of a variable. */
function isOnlyAName(node: ts.Identifier): boolean {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent)) return parent.name === node && !ts.isObjectBindingPattern(parent.parent as ts.Node);
    return ts.isParameter(parent) || ts.isJSDoc(parent) || ts.isTypeNode(parent) || ts.isQualifiedName(parent);
}

/** TSTL's printer takes the program; what others do with it has another name. */
function isHandedToPrinter({ text, parent }: ts.Identifier): boolean {
    return text === "program" && (ts.isNewExpression(parent) || (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.SuperKeyword));
}

function isWritten(name: ts.Identifier): boolean {
    const access = name.parent;
    return ts.isPropertyAccessExpression(access) && ts.isBinaryExpression(access.parent) && access.parent.left === access && access.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function nameOf(func: ts.Node): string | undefined {
    const { name } = func as { name?: ts.Node };
    if (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name))) return name.text;
    if (ts.isConstructorDeclaration(func)) return ts.isClassLike(func.parent) ? (func.parent.name?.text ?? "constructor") : undefined;
    const { parent } = func;
    if (parent !== undefined && (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && ts.isIdentifier(parent.name)) return parent.name.text;
    if (parent !== undefined && ts.isBinaryExpression(parent)) return calledName(parent.left);
    return undefined;
}

function shown(node: ts.Node): string {
    const text = node.pos < 0 ? "an argument" : node.getText();
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
