// What plugins may ask the type checker about other scripts and still be made script by script. An answer follows from what
// the script says and from what others show of themselves, which is compared after each edit. But types are numbered as
// the checker meets them, so that a list of a union's members tells which scripts were checked before. And from a symbol
// there is a way to where it is declared, with all that stands there.
import * as ts from "typescript";

/** Names by which plugins know the checker. */
const NAMES = new Set(["checker", "typeChecker"]);

/** Methods of the checker whose answers depend on no order. */
export const ANSWERS: ReadonlySet<string> = new Set(
    (
        "getTypeAtLocation getSymbolAtLocation getTypeOfSymbolAtLocation getTypeOfSymbol getDeclaredTypeOfSymbol getAliasedSymbol getContextualType getTypeFromTypeNode " +
        "getBaseTypeOfLiteralType getNonNullableType getWidenedType getApparentType getAwaitedType isArrayType isTupleType isArrayLikeType isTypeAssignableTo getConstantValue " +
        "getPropertyOfType getTypeOfPropertyOfType getResolvedSignature getReturnTypeOfSignature getSignatureFromDeclaration getIndexTypeOfType getTypeArguments " +
        "getShorthandAssignmentValueSymbol getExportSpecifierLocalTargetSymbol getFullyQualifiedName isUndefinedSymbol isArgumentsSymbol"
    ).split(" "),
);

/** Members of what it answers that show an order, or lead to where something is declared. */
const SHOWS_MORE = new Set(
    (
        "types id getProperties getApparentProperties getCallSignatures getConstructSignatures getBaseTypes resolvedBaseTypes resolvedProperties " +
        "declaration getDeclaration getDocumentationComment getJsDocTags node root pattern mapper links"
    ).split(" "),
);

/** Whether a name of the checker, or of the program that gives it, stands for a question that may be asked. */
export function isQuestion(name: ts.Identifier): boolean {
    const { parent } = name;
    if (name.text === "program") return ts.isPropertyAccessExpression(parent) && parent.expression === name && ts.isIdentifier(parent.name) && parent.name.text === "getTypeChecker" && isQuestion(parent.name);
    const isGetter = name.text === "getTypeChecker";
    if (!isGetter && !NAMES.has(name.text)) return false;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name === name;
    let checker: ts.Node = isMember ? parent : name;
    if (isGetter) {
        if (!isMember || !ts.isCallExpression(checker.parent) || checker.parent.expression !== checker) return false;
        checker = checker.parent;
    }
    return isAsked(checker) || isNamed(checker, name);
}

/** `checker.getTypeAtLocation(…)` */
function isAsked(checker: ts.Node): boolean {
    const access = checker.parent;
    return ts.isPropertyAccessExpression(access) && access.expression === checker && ANSWERS.has(access.name.text) && ts.isCallExpression(access.parent) && access.parent.expression === access;
}

/** `const checker = context.checker`, or the same by a pattern: what is done with it is seen by its name. */
function isNamed(checker: ts.Node, name: ts.Identifier): boolean {
    const { parent } = checker;
    if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) && NAMES.has(parent.name.text);
    return ts.isBindingElement(parent) && parent.name === name && parent.propertyName === undefined && parent.dotDotDotToken === undefined;
}

/** A member that shows more than an answer, in a tree of a plugin that asks. */
export function showsMore(node: ts.Node): string | undefined {
    const name = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isBindingElement(node) ? bound(node) : ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
    return name !== undefined && SHOWS_MORE.has(name) ? name : undefined;
}

function bound({ propertyName, name }: ts.BindingElement): string | undefined {
    const key = propertyName ?? name;
    return ts.isIdentifier(key) || ts.isStringLiteral(key) ? key.text : undefined;
}
