// A link in a JSDoc comment says whether it names something, which another script may decide. Symbols live as long as
// the tree that they are of, which outlives a program, and keep what their comment said first.
import * as ts from "typescript";

interface Documented extends ts.Symbol {
    documentationComment?: ts.SymbolDisplayPart[];
    tags?: ts.JSDocTagInfo[];
}

/** TypeScript has it at run time, but does not declare it. */
const { objectAllocator } = ts as unknown as { objectAllocator: { getSymbolConstructor(): { prototype: Documented } } };

/** Has each program read the comments anew. */
export function readCommentsPerProgram(): void {
    const { prototype } = objectAllocator.getSymbolConstructor();
    const { getDocumentationComment, getJsDocTags } = prototype;
    // By number: a symbol that held the checker would keep its whole program alive.
    const numbers = new WeakMap<ts.TypeChecker, number>();
    let last = 0;
    const readBy = new WeakMap<ts.Symbol, number>();
    const forget = (symbol: Documented, checker: ts.TypeChecker | undefined): void => {
        if (checker !== undefined && !numbers.has(checker)) numbers.set(checker, ++last);
        const number = checker === undefined ? 0 : numbers.get(checker)!;
        if (readBy.get(symbol) === number) return;
        readBy.set(symbol, number);
        symbol.documentationComment = undefined;
        symbol.tags = undefined;
    };
    prototype.getDocumentationComment = function (this: Documented, checker) {
        forget(this, checker);
        return getDocumentationComment.call(this, checker);
    };
    prototype.getJsDocTags = function (this: Documented, checker) {
        forget(this, checker);
        return getJsDocTags.call(this, checker);
    };
}
