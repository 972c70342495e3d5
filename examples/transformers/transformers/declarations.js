"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const { default: ts } = { default: require("typescript") };

/** For declarations: members that are marked @internal are nobody else's business. */
exports.dropInternal = context => file => {
  const visit = node => {
    const text = file.getFullText?.() ?? "";
    const comments = node.pos >= 0 ? (ts.getLeadingCommentRanges(text, node.pos) ?? []) : [];
    if (ts.isClassElement(node) && comments.some(c => text.slice(c.pos, c.end).includes("@internal"))) {
      return undefined;
    }
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(file, visit, context);
};

/** Several transformers at once. */
exports.group = (program, { tag }) => {
  const files = program.getRootFileNames().length;
  const mark = text => context => file =>
    context.factory.updateSourceFile(file, [
      ...file.statements,
      context.factory.createExpressionStatement(
        context.factory.createCallExpression(context.factory.createIdentifier("print"), undefined, [
          context.factory.createStringLiteral(`${text} ${tag} of ${files}`),
        ]),
      ),
    ]);
  return {
    before: mark("before"),
    after: mark("after"),
    afterDeclarations: context => file => {
      for (const statement of file.statements ?? []) {
        ts.addSyntheticLeadingComment(statement, ts.SyntaxKind.SingleLineCommentTrivia, ` ${tag}`, true);
      }
      return file;
    },
  };
};
