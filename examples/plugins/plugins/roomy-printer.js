// printer: a subclass of the compiler's own.
const path = require("path");
const { LuaPrinter } = require("typescript-to-lua");
const { SourceNode } = require("source-map");

class RoomyPrinter extends LuaPrinter {
  constructor(emitHost, program, fileName, blank) {
    super(emitHost, program, fileName);
    this.blank = blank;
  }

  printFunctionDefinition(statement) {
    const node = super.printFunctionDefinition(statement);
    return this.blank ? this.concatNodes("\n", this.currentIndent, node) : node;
  }

  printStringLiteral(expression) {
    const plain = /^[a-z ]*$/i.test(expression.value);
    return plain
      ? this.createSourceNode(expression, `'${expression.value}'`)
      : super.printStringLiteral(expression);
  }

  printFile(file) {
    const printed = super.printFile(file);
    const name = path.basename(this.relativeSourcePath);
    const header = new SourceNode(null, null, this.relativeSourcePath, `-- ${name}, for Lua ${this.options.luaTarget}\n`);
    return this.concatNodes(header, printed);
  }
}

module.exports = ({ blank }) => ({
  printer: (program, emitHost, fileName, file) =>
    new RoomyPrinter(emitHost, program, fileName, blank).print(file),
});
