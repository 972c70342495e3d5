// afterEmit: says what was written, as a message.
const ts = require("typescript");

/** @type {import("typescript-to-lua").Plugin} */
const plugin = {
  afterEmit(program, options, emitHost, result) {
    const characters = result.reduce((sum, file) => sum + file.code.length, 0);
    return [
      {
        category: ts.DiagnosticCategory.Message,
        code: 90004,
        file: undefined,
        start: undefined,
        length: undefined,
        messageText: `${result.length} files of ${characters} characters from ${program.getRootFileNames().length} scripts.`,
      },
    ];
  },
};

module.exports = plugin;
