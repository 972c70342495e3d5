"use strict";
// type "program", which is the default: knows all scripts. `catalogue()` becomes the names of all classes
// of a folder that extend the type argument.
Object.defineProperty(exports, "__esModule", { value: true });
const ts = require("typescript");

exports.catalogue = (program, { module }) => {
  const checker = program.getTypeChecker();
  const classes = [];
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && file.fileName.includes(`/${module}`)) {
      file.forEachChild(node => {
        if (ts.isClassDeclaration(node) && node.name) {
          classes.push(node);
        }
      });
    }
  }
  return context => file => {
    const visit = node => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "catalogue") {
        const base = checker.getTypeFromTypeNode(node.typeArguments[0]);
        const names = classes
          .filter(declaration => checker.isTypeAssignableTo(checker.getTypeAtLocation(declaration), base))
          .map(declaration => declaration.name.text);
        return context.factory.createArrayLiteralExpression(
          names.map(name => context.factory.createStringLiteral(name)),
          names.length > 3,
        );
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit);
  };
};
