// visitors: a call of a function of another script is told how many statements that one has, so that a budget can be
// kept. So a script's Lua depends on bodies elsewhere.
const ts = require("typescript");
const tstl = require("typescript-to-lua");

const declarationOf = (node, checker) => {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).valueDeclaration;
};

module.exports = () => ({
  visitors: {
    [ts.SyntaxKind.CallExpression]: (node, context) => {
      const result = context.superTransformExpression(node);
      const called = declarationOf(node.expression, context.checker);
      if (called?.body?.statements && called.getSourceFile() !== node.getSourceFile() && tstl.isCallExpression(result)) {
        result.params.push(tstl.createNumericLiteral(called.body.statements.length));
      }
      return result;
    },
  },
});
