// beforeTransform and visitors: lines by name, from a YAML file; js-yaml brings argparse along.
const fs = require("fs");
const path = require("path");
const ts = require("typescript");
const yaml = require("js-yaml");
const tstl = require("typescript-to-lua");

class Dialogue {
  constructor({ file }) {
    this.lines = yaml.load(fs.readFileSync(path.resolve(__dirname, "..", file), { encoding: "utf-8" }));
    this.used = new Set();
    this.visitors = {
      [ts.SyntaxKind.TaggedTemplateExpression]: (node, context) => {
        if (!ts.isIdentifier(node.tag) || node.tag.text !== "line") {
          return context.superTransformExpression(node);
        }
        const name = node.template.text;
        const line = this.lines[name];
        if (line === undefined) {
          context.diagnostics.push({
            category: ts.DiagnosticCategory.Error,
            code: 90002,
            file: context.sourceFile,
            start: node.getStart(),
            length: node.getWidth(),
            messageText: `There is no line "${name}"; there are ${Object.keys(this.lines).join(", ")}.`,
          });
          return tstl.createNilLiteral(node);
        }
        this.used.add(name);
        return tstl.createTableExpression(
          Object.entries(line).map(([key, value]) =>
            tstl.createTableFieldExpression(
              tstl.createStringLiteral(Array.isArray(value) ? value.join("+") : value),
              tstl.createStringLiteral(key),
            ),
          ),
          node,
        );
      },
    };
  }

  beforeTransform() {
    this.used.clear();
  }

  afterPrint() {
    const unused = Object.keys(this.lines).filter(name => !this.used.has(name));
    return unused.map(name => ({
      category: ts.DiagnosticCategory.Warning,
      code: 90003,
      file: undefined,
      start: undefined,
      length: undefined,
      messageText: `Nobody says the line "${name}".`,
    }));
  }
};

module.exports = options => new Dialogue(options);
