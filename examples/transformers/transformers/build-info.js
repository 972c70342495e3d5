// type "config": BUILD.name becomes what the tsconfig says.
const ts = require("typescript");

module.exports = config => context => {
  const visit = node => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "BUILD" &&
      typeof config[node.name.text] === "string"
    ) {
      return context.factory.createStringLiteral(config[node.name.text]);
    }
    return ts.visitEachChild(node, visit, context);
  };
  return file => ts.visitNode(file, visit);
};
