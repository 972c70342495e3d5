// type "raw": the export is the transformer itself. __LINE__ is the line that it stands on.
const ts = require("typescript");
const path = require("path");

module.exports = context => file => {
  const visit = node => {
    if (ts.isIdentifier(node) && node.text === "__LINE__" && ts.isExpression(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      return context.factory.createStringLiteral(`${path.basename(file.fileName)}:${line + 1}`);
    }
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(file, visit, context);
};
