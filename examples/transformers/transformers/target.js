// type "compilerOptions": constants by what is compiled for; `if (__JIT__)` is decided here.
const ts = require("typescript");

module.exports = {
  __esModule: true,
  default: options => {
    const values = { __JIT__: options.luaTarget === "JIT", __DEBUG__: Boolean(options.sourceMapTraceback) };
    return context => file => {
      const visit = node => {
        if (ts.isIfStatement(node) && ts.isIdentifier(node.expression) && node.expression.text in values) {
          const taken = values[node.expression.text] ? node.thenStatement : node.elseStatement;
          return taken && ts.visitNode(taken, visit);
        }
        return ts.visitEachChild(node, visit, context);
      };
      return ts.visitEachChild(file, visit, context);
    };
  },
};
