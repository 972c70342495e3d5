// visitors, in TypeScript: `5 as Fathoms` is a number of metres.
import * as ts from "typescript";
import * as tstl from "typescript-to-lua";
import { transformBinaryOperation } from "typescript-to-lua/dist/transformation/visitors/binary-expression";

interface Options {
  unit: string;
  metres: number;
}

enum Rounding {
  Millimetres = 1000,
}

class Units implements tstl.Plugin {
  readonly visitors: tstl.Visitors;

  constructor(private readonly options: Options) {
    this.visitors = {
      [ts.SyntaxKind.AsExpression]: (node, context) => {
        const value = context.superTransformExpression(node);
        const type = node.type.getText();
        if (type.toLowerCase() !== `${this.options.unit}s`) {
          return value;
        }
        if (tstl.isNumericLiteral(value)) {
          const metres = value.value * this.options.metres;
          return tstl.createNumericLiteral(Math.round(metres * Rounding.Millimetres) / Rounding.Millimetres, node);
        }
        return transformBinaryOperation(
          context,
          value,
          tstl.createNumericLiteral(this.options.metres),
          [],
          ts.SyntaxKind.AsteriskToken,
          node,
        ).result;
      },
    };
  }
}

export default (options: Options): tstl.Plugin => new Units(options);
