// visitors: every line that is said gets a number, so that the voices can be recorded. The count goes
// on from script to script.
const ts = require("typescript");
const tstl = require("typescript-to-lua");

let next;

module.exports = options => {
  next = options.first ?? 1;
  return {
    visitors: {
      [ts.SyntaxKind.CallExpression]: (node, context) => {
        const result = context.superTransformExpression(node);
        if (ts.isIdentifier(node.expression) && node.expression.text === "say" && tstl.isCallExpression(result)) {
          result.params.push(tstl.createNumericLiteral(next++));
        }
        return result;
      },
    },
  };
};
