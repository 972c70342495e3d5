"use strict";
// visitors: two plugins in one file, told apart by "import" in the tsconfig.
Object.defineProperty(exports, "__esModule", { value: true });
const ts = require("typescript");
const lua = require("typescript-to-lua/dist/LuaAST");
const { createSafeName } = require("typescript-to-lua/dist/transformation/utils/safe-names");
const { findFirstNodeAbove } = require("typescript-to-lua/dist/transformation/utils/typescript");

/** Drops statements that only call something of the namespace `debugging`. */
exports.debugCalls = ({ keep }) => ({
  visitors: {
    [ts.SyntaxKind.ExpressionStatement]: {
      priority: 10,
      transform(node, context) {
        const call = node.expression;
        if (
          ts.isCallExpression(call) &&
          ts.isPropertyAccessExpression(call.expression) &&
          ts.isIdentifier(call.expression.expression) &&
          call.expression.expression.text === "debugging" &&
          !keep.includes(call.expression.name.text)
        ) {
          return [];
        }
        return context.superTransformStatements(node);
      },
    },
  },
});

/** Writes the value of an enum's member where it is used inside of functions; the names stay elsewhere. */
exports.inlineEnums = {
  visitors: {
    [ts.SyntaxKind.PropertyAccessExpression]: (node, context) => {
      const member = context.checker.getSymbolAtLocation(node)?.valueDeclaration;
      if (member && ts.isEnumMember(member) && findFirstNodeAbove(node, ts.isFunctionLike)) {
        const value = context.checker.getConstantValue(member);
        if (value !== undefined) {
          const literal =
            typeof value === "string" ? lua.createStringLiteral(value, node) : lua.createNumericLiteral(value, node);
          const copy = lua.createIdentifier(createSafeName(`${member.name.getText()}-value`), node);
          context.addPrecedingStatements(lua.createVariableDeclarationStatement(copy, literal, node));
          return lua.cloneIdentifier(copy);
        }
      }
      return context.superTransformExpression(node);
    },
  },
};
