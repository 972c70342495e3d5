// type "checker": nameof<T>() is the name of the type, with its members.
const ts = require("typescript");

module.exports = (checker, { separator = "." }) => {
  const describe = type =>
    [checker.typeToString(type), ...type.getProperties().map(property => property.getName())].join(separator);
  return context => file => {
    const visit = node => {
      if (
        ts.isCallExpression(node) &&
        ts.isIdentifier(node.expression) &&
        node.expression.text === "nameof" &&
        node.typeArguments?.length === 1
      ) {
        const type = checker.getTypeFromTypeNode(node.typeArguments[0]);
        return ts.setTextRange(context.factory.createStringLiteral(describe(type)), node);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
};
