// Names of types that mean the same in every program over the same files.
import * as ts from "typescript";
import { relativeToRoot } from "./diagnostics";

/** A type has a part that has no name, or one that means something inside of a function only. */
class Nameless extends Error {}

/** Types have more at run time than TypeScript declares. */
type InternalType = ts.Type & {
    intrinsicName?: string;
    isThisType?: boolean;
    origin?: ts.Type;
    value?: unknown;
};

const MAX_DEPTH = 20;

/**
 * A type's name: the same in every checker and for no other type, made of where its parts are declared. Nothing
 * when there is none.
 */
export function typeName(type: ts.Type, checker: ts.TypeChecker): string | undefined {
    try {
        return new Namer(checker).of(type);
    } catch (error) {
        if (error instanceof Nameless) return undefined;
        throw error;
    }
}

class Namer {
    private depth = 0;

    constructor(private readonly checker: ts.TypeChecker) {}

    of(type: ts.Type): string {
        if (++this.depth > MAX_DEPTH) throw new Nameless();
        try {
            return this.name(type as InternalType);
        } finally {
            this.depth--;
        }
    }

    private name(type: InternalType): string {
        if (type.intrinsicName !== undefined) return type.intrinsicName;
        if (type.aliasSymbol) return `${declared(type.aliasSymbol)}${this.list(type.aliasTypeArguments ?? [])}`;
        if (type.flags & ts.TypeFlags.EnumLike) return declared(type.symbol);
        if (type.flags & ts.TypeFlags.Literal) return JSON.stringify(type.value);
        if (type.flags & ts.TypeFlags.UniqueESSymbol) return `symbol ${declared(type.symbol)}`;
        if (type.flags & ts.TypeFlags.Union) {
            const { flags, types } = (type.origin ?? type) as ts.UnionType;
            if (!(flags & ts.TypeFlags.Union)) throw new Nameless();
            return `union${this.list(types, true)}`;
        }
        if (type.flags & ts.TypeFlags.Intersection) return `both${this.list((type as ts.Type as ts.IntersectionType).types)}`;
        if (type.flags & ts.TypeFlags.TypeParameter) return type.isThisType ? "this" : `parameter ${declared(type.symbol)}`;
        if (type.flags & ts.TypeFlags.Object) return this.object(type as ts.Type as ts.ObjectType);
        throw new Nameless();
    }

    private object(type: ts.ObjectType): string {
        if (type.objectFlags & ts.ObjectFlags.Reference) {
            const reference = type as ts.TypeReference;
            const target = reference.target;
            const parts = this.list(this.checker.getTypeArguments(reference));
            if (target.objectFlags & ts.ObjectFlags.Tuple) {
                const { elementFlags, readonly, labeledElementDeclarations } = target as ts.TupleType;
                const labels = labeledElementDeclarations?.map(label => label?.name.getText());
                return JSON.stringify(["tuple", readonly, elementFlags, labels, parts]);
            }
            return `${declared(target.symbol)}${parts}`;
        }
        if (type.objectFlags & ts.ObjectFlags.ClassOrInterface) return declared(type.symbol);
        if (type.objectFlags & ts.ObjectFlags.Anonymous && !(type.objectFlags & ts.ObjectFlags.Instantiated)) {
            const declaration = type.symbol?.valueDeclaration;
            if (declaration && (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration) || ts.isEnumDeclaration(declaration))) {
                return `typeof ${declared(type.symbol)}`;
            }
        }
        throw new Nameless();
    }

    private list(types: readonly ts.Type[], anyOrder = false): string {
        const all = types.map(type => this.of(type));
        return JSON.stringify(anyOrder ? all.sort() : all);
    }
}

/** Where a symbol is declared and what it is called. */
function declared(symbol: ts.Symbol): string {
    const declarations = symbol.declarations ?? [];
    if (declarations.length === 0 || symbol.name.startsWith("__")) throw new Nameless();
    return declarations.map(place).join("+");
}

function place(declaration: ts.Node): string {
    const names: string[] = [];
    let node = declaration;
    for (; !ts.isSourceFile(node); node = node.parent) {
        const parent = node.parent;
        if (ts.isFunctionLike(parent) && (parent as ts.FunctionLikeDeclaration).body === node) throw new Nameless();
        if (ts.isBlock(node) || ts.isClassStaticBlockDeclaration(node) || ts.isClassExpression(node)) throw new Nameless();
        const name = (node as ts.Node & { name?: ts.Node }).name;
        if (name !== undefined) names.unshift(ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText());
    }
    return JSON.stringify([relativeToRoot(node.fileName), ts.SyntaxKind[declaration.kind], ...names]);
}
