// Which parts of a module others can see: what it exports, and what that mentions by name, directly or by way of other
// parts. A function, a type or an import that only bodies of functions use concerns nobody else, so adding one
// recompiles one script.
//
// A mention is any identifier of the same name, whatever it means there. So a part may be kept that nobody sees, and
// none is left out that somebody does.
import * as ts from "typescript";

/** A statement of a script, or one name that an import gives. */
export interface Part {
    node: ts.Node;
    statement: ts.Statement;
    /** Names in the module's scope. */
    declares: readonly string[];
    /** Whether others see it whoever mentions it. */
    exported: boolean;
    /** Whether it does something when the module runs: that may narrow the type of a variable, or give a function a property. */
    acts: boolean;
}

/** What others see of a part. */
export interface Sight {
    /** Bodies of functions that they do not see. */
    leftOut: ReadonlySet<ts.Node>;
    /** Words of documentation comments with links, which say whether they name something. */
    linked: readonly string[];
}

export interface Exposure {
    /** In the order of the text. */
    seen: readonly Part[];
    unseen: readonly ts.Statement[];
}

export function exposureOf(file: ts.SourceFile, sightOf: (part: Part) => Sight): Exposure {
    const parts = partsOf(file);
    const seen = new Search(parts, sightOf).seen();
    const statements = new Set([...seen].map(({ statement }) => statement));
    return { seen: parts.filter(part => seen.has(part)), unseen: file.statements.filter(statement => !statements.has(statement)) };
}

class Search {
    private readonly found = new Set<Part>();
    private readonly mentioned = new Set<string>();
    /** Names in sight whose types may be narrowed by what ran before. */
    private readonly narrowable = new Set<string>();
    private readonly declaring = new Map<string, Part[]>();

    constructor(
        private readonly parts: readonly Part[],
        private readonly sightOf: (part: Part) => Sight,
    ) {
        for (const part of parts) {
            for (const name of part.declares) this.declaring.set(name, [...(this.declaring.get(name) ?? []), part]);
        }
    }

    seen(): ReadonlySet<Part> {
        this.add(this.parts.filter(({ exported }) => exported));
        const acting = this.parts.filter(({ acts }) => acts);
        const variables = variablesOf(this.parts);
        let before: number;
        do {
            before = this.found.size;
            const narrowed = [...this.narrowable].some(name => variables.has(name));
            this.add(acting.filter(part => narrowed || mentions(part.node).some(name => this.mentioned.has(name))));
        } while (this.found.size > before);
        return this.found;
    }

    private add(parts: readonly Part[]): void {
        const queue = [...parts];
        for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
            if (this.found.has(part)) continue;
            this.found.add(part);
            if (part.node !== part.statement) continue; // what an import means, other files say
            const { leftOut, linked } = this.sightOf(part);
            for (const name of [...linked, ...mentions(part.node, node => leftOut.has(node))]) {
                if (this.mentioned.has(name)) continue;
                this.mentioned.add(name);
                queue.push(...(this.declaring.get(name) ?? []));
            }
            const names = mentions(part.node, (child, parent) => leftOut.has(child) || isBodyOfDeclaration(child, parent));
            names.forEach(name => this.narrowable.add(name));
        }
    }
}

function partsOf(file: ts.SourceFile): Part[] {
    // A script without exports is seen whole, and JSX mentions what the options name.
    if (!ts.isExternalModule(file) || file.languageVariant === ts.LanguageVariant.JSX) {
        return file.statements.map(statement => ({ node: statement, statement, declares: [], exported: true, acts: false }));
    }
    return file.statements.flatMap(partsOfStatement);
}

function partsOfStatement(statement: ts.Statement): Part[] {
    if (ts.isImportDeclaration(statement)) {
        return namesOfImport(statement).map(([name, node]) => ({ node, statement, declares: [name.text], exported: false, acts: false }));
    }
    const declares = declaredBy(statement);
    return [
        {
            node: statement,
            statement,
            declares: declares ?? [],
            exported: isExported(statement),
            acts: declares === undefined || assigns(statement),
        },
    ];
}

/** Each name that an import gives, with the node that says what it means. */
function namesOfImport({ importClause: clause }: ts.ImportDeclaration): [name: ts.Identifier, node: ts.Node][] {
    const names: [ts.Identifier, ts.Node][] = [];
    if (clause?.name !== undefined) names.push([clause.name, clause.name]);
    const bindings = clause?.namedBindings;
    if (bindings === undefined) return names;
    if (ts.isNamespaceImport(bindings)) return [...names, [bindings.name, bindings]];
    return [...names, ...bindings.elements.map((element): [ts.Identifier, ts.Node] => [element.name, element])];
}

/** The names that a declaration gives to things in the module's scope; nothing for other statements. */
function declaredBy(statement: ts.Statement): string[] | undefined {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundBy(name));
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [];
    if (
        ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isEnumDeclaration(statement) ||
        ts.isModuleDeclaration(statement) ||
        ts.isImportEqualsDeclaration(statement)
    ) {
        return statement.name === undefined || !ts.isIdentifier(statement.name) ? [] : [statement.name.text];
    }
    return undefined;
}

function boundBy(name: ts.BindingName): string[] {
    if (ts.isIdentifier(name)) return [name.text];
    return name.elements.flatMap(element => (ts.isBindingElement(element) ? boundBy(element.name) : []));
}

/** Also what adds to the global scope, or to another module. */
function isExported(statement: ts.Statement): boolean {
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || ts.isNamespaceExportDeclaration(statement)) return true;
    if (ts.isModuleDeclaration(statement) && (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)) return true;
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** Names of what flow analysis can narrow: variables and imports. */
function variablesOf(parts: readonly Part[]): ReadonlySet<string> {
    const names = parts.flatMap(({ node, statement, declares, acts }) => {
        if (acts) return mentions(node);
        return node !== statement || ts.isVariableStatement(statement) ? declares : [];
    });
    return new Set(names);
}

/** The identifiers of a node, without those of the nodes that are skipped. Nodes need not know their parents yet. */
function mentions(node: ts.Node, skips: (child: ts.Node, parent: ts.Node) => boolean = () => false): string[] {
    const names: string[] = [];
    const visit = (parent: ts.Node): void => {
        if (ts.isIdentifier(parent)) names.push(parent.text);
        else ts.forEachChild(parent, child => void (skips(child, parent) || visit(child)));
    };
    visit(node);
    return names;
}

/** Its variables are as they were declared. Those of a function's expression may be as they were before it. */
function isBodyOfDeclaration(child: ts.Node, parent: ts.Node): boolean {
    return ts.isFunctionDeclaration(parent) && parent.body === child;
}

function isBody(child: ts.Node, parent: ts.Node): boolean {
    return ts.isFunctionLike(parent) && (parent as ts.FunctionLikeDeclaration).body === child;
}

function assigns(node: ts.Node): boolean {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return true;
    if (ts.isPostfixUnaryExpression(node)) return true;
    if (ts.isPrefixUnaryExpression(node) && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator)) return true;
    return ts.forEachChild(node, child => !isBody(child, node) && assigns(child)) ?? false;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
