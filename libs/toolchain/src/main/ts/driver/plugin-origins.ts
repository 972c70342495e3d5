// Where the values in a plugin's code come from, by its syntax: made in the function that uses them or handed to it, or
// there before and after it. Whatever is not understood was there before.
import * as ts from "typescript";

/** TypeScript has them at run time, but does not declare them. */
const { bindSourceFile } = ts as unknown as { bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void };
type Scope = ts.Node & { locals?: Map<string, ts.Symbol> };

export type Func = ts.Node;

const COMPILERS = /^(typescript|typescript-to-lua)(\/|$)/;
const PURE_MODULES = /^((node:)?(path|fs|url|util|assert|os)|source-map|tslib)$/;
/** Names that every engine has; what their functions give is new. */
const BUILT_IN = new Set("JSON Math String Number Boolean Array Object Map Set WeakMap WeakSet RegExp Error TypeError RangeError Symbol BigInt parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent".split(" "));

/** What TypeScript gives a transformer for one file. */
const OF_CONTEXT = new Set("getCompilerOptions startLexicalEnvironment suspendLexicalEnvironment resumeLexicalEnvironment endLexicalEnvironment hoistVariableDeclaration hoistFunctionDeclaration".split(" "));

export class Origins {
    /** What each variable is given after it was declared. */
    private readonly given = new Map<ts.Symbol, ts.Expression[]>();
    private readonly busy = new Set<ts.Node>();

    constructor(tree: ts.SourceFile) {
        bindSourceFile(tree, { allowJs: false });
        const walk = (node: ts.Node): void => {
            if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment && ts.isIdentifier(node.left)) {
                const symbol = this.symbolOf(node.left);
                if (symbol !== undefined) this.given.set(symbol, [...(this.given.get(symbol) ?? []), node.right]);
            }
            ts.forEachChild(node, walk);
        };
        walk(tree);
    }

    /** The innermost function around a node, but for those that the module runs as it loads. */
    functionOf(node: ts.Node): Func | undefined {
        for (let here: ts.Node | undefined = node.pos < 0 ? originalParent(node) : node.parent; here !== undefined; here = here.parent) {
            if (isFunction(here) && !isRunAtOnce(here)) return here;
        }
        return undefined;
    }

    /** Whether a variable that this function changes is still there when the function is called the next time. */
    outlives(name: ts.Identifier, func: Func): boolean {
        const found = this.find(name);
        if (found === undefined) return true; // a global one
        const owner = this.ownerOf(found.scope);
        if (owner === undefined) return true;
        return owner !== func && givesFunctions(owner);
    }

    /** Whether something may be the same at the next call, for another script. */
    isOutside(expression: ts.Expression, func: Func): boolean {
        if (this.busy.has(expression)) return false;
        this.busy.add(expression);
        try {
            return this.isOutsideOnce(expression, func);
        } finally {
            this.busy.delete(expression);
        }
    }

    /** A function, a name of a module, a text or a number: nothing that can be changed. */
    isPlain(expression: ts.Expression): boolean {
        if (!ts.isIdentifier(expression)) return isFunction(expression) || ts.isLiteralExpression(expression);
        const found = this.find(expression);
        if (found === undefined) return ["undefined", "NaN", "Infinity"].includes(expression.text) || BUILT_IN.has(expression.text);
        return (found.symbol.declarations ?? []).every(declaration => {
            if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration) || ts.isImportClause(declaration) || ts.isNamespaceImport(declaration)) return true;
            if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined || this.given.has(found.symbol)) return false;
            const { initializer } = declaration;
            return isFunction(initializer) || ts.isLiteralExpression(initializer) || requiredModule(initializer) !== undefined;
        });
    }

    /** Whether it is a regular expression that remembers where it was, and is not made anew. */
    isSticky(expression: ts.Expression): boolean {
        if (!ts.isIdentifier(expression)) return isMember(expression);
        const found = this.find(expression);
        const declaration = found?.symbol.valueDeclaration;
        if (found === undefined || declaration === undefined || !ts.isVariableDeclaration(declaration) || this.ownerOf(found.scope) !== undefined) return false;
        const { initializer } = declaration;
        return initializer === undefined || !ts.isRegularExpressionLiteral(initializer) || /\/[a-z]*[gy][a-z]*$/.test(initializer.text);
    }

    /** The parameter that an expression is, or is a part of. */
    parameterOf(expression: ts.Expression): ts.ParameterDeclaration | undefined {
        let base = expression;
        while (isMember(base) || ts.isParenthesizedExpression(base) || ts.isAsExpression(base) || ts.isNonNullExpression(base)) base = base.expression;
        if (!ts.isIdentifier(base)) return undefined;
        const declaration = this.find(base)?.symbol.valueDeclaration;
        const root = declaration && rootOf(declaration);
        return root !== undefined && ts.isParameter(root) ? root : undefined;
    }

    /** What a call calls: something that gives new values and keeps nothing, a function of the plugin's, or who knows what. */
    calleeOf(callee: ts.Expression, func: Func): "new" | "own" | "handed" | "unknown" {
        if (ts.isParenthesizedExpression(callee)) return this.calleeOf(callee.expression, func);
        if (ts.isBinaryExpression(callee) && callee.operatorToken.kind === ts.SyntaxKind.CommaToken) return this.calleeOf(callee.right, func);
        if (isFunction(callee) || ts.isClassLike(callee)) return "own";
        if (callee.kind === ts.SyntaxKind.SuperKeyword || callee.kind === ts.SyntaxKind.ImportKeyword) return "own";
        if (isMember(callee)) {
            if (this.isGivenAnew(callee.expression)) return "new";
            if (this.isOwnModule(callee.expression)) return "own";
            if (isOfCompilersClass(callee.expression) || OF_CONTEXT.has(nameOfMember(callee))) return "handed";
            return this.isOutside(callee.expression, func) && !this.isPlain(callee.expression) ? "unknown" : "handed";
        }
        if (!ts.isIdentifier(callee)) return "unknown";
        const found = this.find(callee);
        if (found === undefined) return BUILT_IN.has(callee.text) || callee.text === "require" ? "new" : "unknown";
        if (this.isGivenAnew(callee)) return "new";
        if (this.isOwnModule(callee)) return "own";
        const { valueDeclaration } = found.symbol;
        if (valueDeclaration === undefined || this.given.has(found.symbol)) return "unknown";
        if (ts.isParameter(rootOf(valueDeclaration))) return this.isOutside(callee, func) ? "unknown" : "handed";
        if (isFunction(valueDeclaration) || ts.isClassLike(valueDeclaration)) return "own";
        if (ts.isVariableDeclaration(valueDeclaration) && valueDeclaration.initializer && (isFunction(valueDeclaration.initializer) || ts.isClassLike(valueDeclaration.initializer))) return "own";
        return this.isOutside(callee, func) ? "unknown" : "handed";
    }

    /** Whether it makes a node of a compiler's, which others change, in a place that outlives a script. */
    isSharedNode(call: ts.CallExpression): boolean {
        const { expression } = call;
        const name = ts.isIdentifier(expression) ? expression.text : ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
        if (!/^(create|clone|update|parse)/.test(name) || !this.isOfCompilers(expression)) return false;
        const func = this.functionOf(call);
        return func === undefined || givesFunctions(func);
    }

    private isOfCompilers(expression: ts.Expression): boolean {
        if (isMember(expression)) return this.isOfCompilers(expression.expression);
        return ts.isIdentifier(expression) && (this.find(expression)?.symbol.declarations ?? []).some(declaration => COMPILERS.test(moduleOf(declaration) ?? ""));
    }

    /** A module of the plugin's own, or what it exports. */
    private isOwnModule(expression: ts.Expression): boolean {
        if (isMember(expression)) return this.isOwnModule(expression.expression);
        if (!ts.isIdentifier(expression)) return false;
        return (this.find(expression)?.symbol.declarations ?? []).some(declaration => {
            const name = moduleOf(declaration);
            return name !== undefined && !name.endsWith(".json") && !COMPILERS.test(name) && !PURE_MODULES.test(name);
        });
    }

    private isOutsideOnce(node: ts.Expression, func: Func): boolean {
        const outside = (other: ts.Expression) => this.isOutside(other, func);
        if (ts.isIdentifier(node)) return this.isVariableOutside(node, func);
        if (node.kind === ts.SyntaxKind.ThisKeyword) return !isBeingMade(this.functionOf(node));
        if (node.kind === ts.SyntaxKind.SuperKeyword) return true;
        if (ts.isPropertyAccessExpression(node)) return ["options", "program", "prototype"].includes(node.name.text) || outside(node.expression);
        if (ts.isElementAccessExpression(node)) return outside(node.expression);
        if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node) || ts.isAwaitExpression(node) || ts.isTypeAssertionExpression(node)) return outside(node.expression);
        if (ts.isConditionalExpression(node)) return outside(node.whenTrue) || outside(node.whenFalse);
        if (ts.isBinaryExpression(node)) return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment ? outside(node.right) : outside(node.left) || outside(node.right);
        if (ts.isCallExpression(node)) return this.isResultOutside(node, func);
        if (ts.isArrayLiteralExpression(node)) return node.elements.some(element => !this.isPlain(element) && outside(ts.isSpreadElement(element) ? element.expression : element));
        if (ts.isObjectLiteralExpression(node)) return node.properties.some(property => (ts.isPropertyAssignment(property) && !this.isPlain(property.initializer) && outside(property.initializer)) || (ts.isShorthandPropertyAssignment(property) && !this.isPlain(property.name) && outside(property.name)) || (ts.isSpreadAssignment(property) && outside(property.expression)));
        if (ts.isYieldExpression(node)) return true;
        return false; // literals, functions, what `new` makes, what operators give
    }

    private isVariableOutside(node: ts.Identifier, func: Func): boolean {
        if (node.text === "undefined") return false;
        const found = this.find(node);
        if (found === undefined) return true;
        const owner = this.ownerOf(found.scope);
        if (owner === undefined) return true;
        const declaration = found.symbol.valueDeclaration;
        if (declaration === undefined) return true;
        const root = rootOf(declaration);
        const later = [...(this.given.get(found.symbol) ?? []), ...defaultsOf(declaration)];
        if (ts.isParameter(root)) {
            if (owner !== func && givesFunctions(owner)) return true;
            return later.some(value => this.isOutside(value, func)) || this.isElementOutside(root.parent, func);
        }
        if (!ts.isVariableDeclaration(root)) return owner !== func && givesFunctions(owner);
        if (owner !== func && givesFunctions(owner)) return true;
        const list = root.parent.parent;
        if (ts.isForOfStatement(list) || ts.isForInStatement(list)) return this.isOutside(list.expression, func);
        return [...later, ...(root.initializer ? [root.initializer] : [])].some(value => this.isOutside(value, func));
    }

    /** `things.forEach(thing => …)`: the parameter is part of the things. */
    private isElementOutside(callback: ts.Node, func: Func): boolean {
        const call = callback.parent;
        if (call === undefined || !ts.isCallExpression(call) || !(call.arguments as readonly ts.Node[]).includes(callback)) return false;
        if (!isMember(call.expression)) return false;
        return !this.isGivenAnew(call.expression.expression) && this.isOutside(call.expression.expression, func);
    }

    private isResultOutside(call: ts.CallExpression, func: Func): boolean {
        const callee = call.expression;
        if (ts.isIdentifier(callee)) {
            const found = this.find(callee);
            if (found === undefined) return callee.text === "require" || !BUILT_IN.has(callee.text);
            return this.doesFunctionGiveOutside(found.symbol, func);
        }
        if (isMember(callee)) {
            const base = callee.expression;
            if (this.isGivenAnew(base)) return ts.isIdentifier(base) && base.text === "Object" && call.arguments.some(argument => this.isOutside(argument, func));
            return this.isOutside(base, func);
        }
        if (ts.isParenthesizedExpression(callee) && ts.isBinaryExpression(callee.expression)) return !(isMember(callee.expression.right) && this.isGivenAnew(callee.expression.right.expression));
        return true;
    }

    /** Whether functions of it give new values: the compilers, what Node and the language bring. */
    private isGivenAnew(base: ts.Expression): boolean {
        if (isMember(base)) return (ts.isPropertyAccessExpression(base) && base.name.text === "factory") || this.isGivenAnew(base.expression);
        if (!ts.isIdentifier(base)) return false;
        if (base.text === "factory") return true; // TypeScript's, by whatever way
        const found = this.find(base);
        if (found === undefined) return BUILT_IN.has(base.text);
        return (found.symbol.declarations ?? []).some(declaration => {
            const name = moduleOf(declaration);
            return name !== undefined && (COMPILERS.test(name) || PURE_MODULES.test(name));
        });
    }

    private doesFunctionGiveOutside(symbol: ts.Symbol, func: Func): boolean {
        const declarations = symbol.declarations ?? [];
        return declarations.length === 0 || declarations.some(declaration => {
            const name = moduleOf(declaration);
            if (name !== undefined) return !COMPILERS.test(name) && !PURE_MODULES.test(name);
            const body = ts.isFunctionDeclaration(declaration) ? declaration : ts.isVariableDeclaration(declaration) && declaration.initializer && isFunction(declaration.initializer) ? declaration.initializer : undefined;
            if (body === undefined || this.given.has(symbol)) return true;
            return returned(body).some(value => this.isOutside(value, func === body ? func : body));
        });
    }

    private ownerOf(scope: ts.Node): Func | undefined {
        if (isFunction(scope) && !isRunAtOnce(scope)) return scope;
        return this.functionOf(scope);
    }

    private symbolOf(name: ts.Identifier): ts.Symbol | undefined {
        return this.find(name)?.symbol;
    }

    private find(name: ts.Identifier): { symbol: ts.Symbol; scope: ts.Node } | undefined {
        for (let here: Scope | undefined = name.parent as Scope; here !== undefined; here = here.parent as Scope) {
            const symbol = here.locals?.get(name.text);
            if (symbol !== undefined) return { symbol, scope: here };
            if ((ts.isFunctionExpression(here) || ts.isClassExpression(here)) && here.name?.text === name.text) return { symbol: (here as unknown as { symbol: ts.Symbol }).symbol, scope: here };
        }
        return undefined;
    }
}

function originalParent(node: ts.Node): ts.Node | undefined {
    return isMember(node as ts.Expression) ? (node as ts.PropertyAccessExpression).expression.parent : undefined;
}

function nameOfMember(member: ts.PropertyAccessExpression | ts.ElementAccessExpression): string {
    return ts.isPropertyAccessExpression(member) ? member.name.text : "";
}

/** `this` or `super` in a class that is made of another one: TSTL makes a printer for each file. */
function isOfCompilersClass(base: ts.Expression): boolean {
    if (base.kind !== ts.SyntaxKind.ThisKeyword && base.kind !== ts.SyntaxKind.SuperKeyword) return false;
    for (let here: ts.Node = base.parent; here !== undefined; here = here.parent) {
        if (ts.isClassLike(here)) return here.heritageClauses?.some(({ token, types }) => token === ts.SyntaxKind.ExtendsKeyword && types.some(({ expression }) => /(^|\.)LuaPrinter$/.test(expression.getText()))) ?? false;
    }
    return false;
}

function isMember(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
    return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** What gives a property its first value is run with the constructor. */
function isFunction(node: ts.Node): boolean {
    return (ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined) || ts.isPropertyDeclaration(node);
}

/** A function that the module calls where it stands, outside of all others. */
function isRunAtOnce(func: ts.Node): boolean {
    if (!ts.isFunctionExpression(func) && !ts.isArrowFunction(func)) return false;
    let callee: ts.Node = func;
    while (ts.isParenthesizedExpression(callee.parent) || (ts.isPropertyAccessExpression(callee.parent) && ["call", "apply"].includes(callee.parent.name.text))) callee = callee.parent;
    if (!ts.isCallExpression(callee.parent) || callee.parent.expression !== callee) return false;
    for (let here: ts.Node = callee.parent.parent; here !== undefined; here = here.parent) if (isFunction(here) && !isRunAtOnce(here)) return false;
    return true;
}

/** Whether `this` is new in this function: in a constructor, not in what that leaves behind. */
function isBeingMade(func: ts.Node | undefined): boolean {
    return func !== undefined && (ts.isConstructorDeclaration(func) || ts.isPropertyDeclaration(func));
}

/** The parameter or the variable that a name in a pattern is part of. */
function rootOf(declaration: ts.Node): ts.Node {
    let here = declaration;
    while (ts.isBindingElement(here) || ts.isObjectBindingPattern(here) || ts.isArrayBindingPattern(here)) here = here.parent;
    return here;
}

/** What a parameter, or a name in a pattern, has when nothing is given for it. */
function defaultsOf(declaration: ts.Node): ts.Expression[] {
    const found: ts.Expression[] = [];
    for (let here = declaration; ts.isBindingElement(here) || ts.isParameter(here) || ts.isObjectBindingPattern(here) || ts.isArrayBindingPattern(here); here = here.parent) {
        if ((ts.isBindingElement(here) || ts.isParameter(here)) && here.initializer) found.push(here.initializer);
    }
    return found;
}

/** What a function returns, but not the functions in it. */
function returned(func: ts.Node): ts.Expression[] {
    const { body } = func as ts.FunctionLikeDeclaration;
    if (body === undefined) return [];
    if (!ts.isBlock(body)) return [body];
    const found: ts.Expression[] = [];
    const walk = (node: ts.Node): void => {
        if (isFunction(node)) return;
        if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
        ts.forEachChild(node, walk);
    };
    walk(body);
    return found;
}

/** Whether functions that are made in this one may be called after it has ended. */
function givesFunctions(func: ts.Node): boolean {
    if (ts.isConstructorDeclaration(func) || ts.isPropertyDeclaration(func) || ts.isAccessor(func)) return true;
    const names = new Set<string>();
    let stored = false;
    const collect = (node: ts.Node): void => {
        if (ts.isFunctionDeclaration(node) && node.name) names.add(node.name.text);
        if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer && containsFunction(node.initializer)) names.add(node.name.text);
        if (ts.isClassDeclaration(node) && node.name) names.add(node.name.text);
        if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isMember(node.left) && (containsFunction(node.right) || (ts.isIdentifier(node.right) && names.has(node.right.text)))) stored = true;
        if (ts.isCallExpression(node) && !isDoneWithFunctions(node) && node.arguments.some(argument => containsFunction(argument) || (ts.isIdentifier(argument) && names.has(argument.text)))) stored = true;
        if (!isFunction(node)) ts.forEachChild(node, collect);
    };
    ts.forEachChild((func as ts.FunctionLikeDeclaration).body ?? func, collect);
    const gives = (node: ts.Node): boolean => {
        if (ts.isCallExpression(node)) {
            if (isDoneWithFunctions(node)) return gives((node.expression as ts.PropertyAccessExpression).expression);
            return node.arguments.some(gives) || gives(node.expression);
        }
        if (ts.isIdentifier(node)) return names.has(node.text) && !(ts.isCallExpression(node.parent) && node.parent.expression === node);
        return isFunction(node) || ts.isClassLike(node) || ts.isNewExpression(node) || (ts.forEachChild(node, gives) ?? false);
    };
    return stored || (ts.isFunctionLike(func) && !!(func as ts.FunctionLikeDeclaration).asteriskToken) || returned(func).some(gives);
}

/** `ts.visitNode(file, visit)` has called the function when it returns, and keeps it no longer. */
function isDoneWithFunctions({ expression }: ts.CallExpression): boolean {
    return ts.isPropertyAccessExpression(expression) && /^(visit\w*|forEach\w*|map|filter|some|every|find|findIndex|reduce|flatMap|sort|replace)$/.test(expression.name.text);
}

function containsFunction(node: ts.Node): boolean {
    return isFunction(node) || ts.isClassLike(node) || (ts.forEachChild(node, containsFunction) ?? false);
}

/** The module that `require` or a helper around it is asked for. */
function requiredModule(node: ts.Node): string | undefined {
    if (ts.isCallExpression(node)) {
        if (ts.isIdentifier(node.expression) && node.expression.text === "require" && node.arguments.length === 1 && ts.isStringLiteralLike(node.arguments[0])) return node.arguments[0].text;
        return node.arguments.length === 1 ? requiredModule(node.arguments[0]) : undefined; // __importStar(require("…"))
    }
    return isMember(node) ? requiredModule(node.expression) : undefined;
}

function moduleOf(declaration: ts.Node): string | undefined {
    const root = rootOf(declaration);
    if (ts.isVariableDeclaration(root) && root.initializer) return requiredModule(root.initializer);
    for (let here = root; here !== undefined; here = here.parent) if (ts.isImportDeclaration(here)) return ts.isStringLiteral(here.moduleSpecifier) ? here.moduleSpecifier.text : undefined;
    return undefined;
}
