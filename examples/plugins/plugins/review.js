// beforeTransform: looks at the whole program and reports, before anything is translated.
const path = require("path");
const ts = require("typescript");

/** @returns {import("typescript-to-lua").Plugin} */
module.exports = function review({ folder, longest }) {
  return {
    beforeTransform(program, options, emitHost) {
      const project = path.dirname(options.configFilePath);
      const watched = path.posix.join(project.split(path.sep).join("/"), folder) + "/";
      const checker = program.getTypeChecker();
      const diagnostics = [];
      for (const file of program.getSourceFiles()) {
        if (file.isDeclarationFile || !file.fileName.startsWith(watched)) {
          continue;
        }
        if (!emitHost.fileExists(file.fileName)) {
          throw new Error(`the host lost ${file.fileName}`);
        }
        const visit = node => {
          if (ts.isIdentifier(node) && ts.isNamedDeclaration?.(node.parent) !== false) {
            const declaration = node.parent;
            if (declaration.name === node && node.text.length > longest) {
              const symbol = checker.getSymbolAtLocation(node);
              diagnostics.push({
                category: ts.DiagnosticCategory.Warning,
                code: 90001,
                file,
                start: node.getStart(file),
                length: node.getWidth(file),
                source: "review",
                messageText: `"${symbol ? checker.symbolToString(symbol) : node.text}" has more than ${longest} letters.`,
              });
            }
          }
          ts.forEachChild(node, visit);
        };
        visit(file);
      }
      return diagnostics;
    },
  };
};
