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
    const readBy = new WeakMap<ts.Symbol, ts.TypeChecker | undefined>();
    const forget = (symbol: Documented, checker: ts.TypeChecker | undefined): void => {
        if (readBy.get(symbol) === checker) return;
        readBy.set(symbol, checker);
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
