// Records what TypeScript and TypeScriptToLua themselves print, for diagnostics.test.ts:
//   node record.cjs FOLDER_WITH_NODE_MODULES > diagnostics.jsonl
const { createRequire } = require("node:module");
const path = require("node:path");
const from = createRequire(path.resolve(process.argv[2], "x.js"));
const ts = from("typescript");
const { prepareDiagnosticForFormatting } = from("typescript-to-lua/dist/cli/report");

const text =
  "const a: string = 1;\n\tfunction f(\n  x: number,\n  y: number,\n  z: number,\n  w: number\n" +
  ') { return x\t+ y; }\r\nlet é = "ü";  \n';
const file = ts.createSourceFile("/p/game/src/main.ts", text, ts.ScriptTarget.Latest);
const at = (start, length, rest) => ({ file, start, length, ...rest });
const diagnostics = [
  at(6, 1, { code: 2322, category: 1, messageText: "Type 'number' is not assignable to type 'string'." }),
  at(text.indexOf("function"), text.indexOf("}") + 1 - text.indexOf("function"), {
    code: 2355,
    category: 1,
    messageText: {
      messageText: "Chain one.",
      category: 1,
      code: 2355,
      next: [
        { messageText: "Chain two.", category: 1, code: 1, next: [{ messageText: "Chain three.", category: 1, code: 1 }] },
      ],
    },
  }),
  at(text.indexOf("x: number"), "x: number,\n  y".length, { code: 2300, category: 1, messageText: "Two lines." }),
  at(text.indexOf("é"), 1, {
    code: 100013,
    category: 0,
    source: "typescript-to-lua",
    messageText: "A warning of TSTL.",
  }),
  at(text.length, 0, { code: 1005, category: 1, messageText: "'}' expected." }),
  at(0, 0, { code: 6000, category: 3, messageText: "At nothing." }),
  {
    code: 18003,
    category: 1,
    messageText: "No inputs were found in config file '/p/game/tsconfig.json'.",
  },
  { code: 100000, category: 1, source: "typescript-to-lua", messageText: "Without a place." },
];
for (const current of ["/p/game", "/p/other/deep", "/", "/p/game/src"]) {
  const host = { getCurrentDirectory: () => current, getCanonicalFileName: f => f, getNewLine: () => "\n" };
  for (const diagnostic of diagnostics) {
    const prepared = prepareDiagnosticForFormatting(diagnostic);
    const place = diagnostic.file && ts.getLineAndCharacterOfPosition(file, diagnostic.start);
    console.log(
      JSON.stringify({
        current,
        text,
        category: ts.DiagnosticCategory[diagnostic.category],
        code: diagnostic.code,
        source: diagnostic.source,
        start: diagnostic.start,
        length: diagnostic.length,
        line: place && place.line + 1,
        column: place && place.character + 1,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
        plain: ts.formatDiagnostic(prepared, host),
        // As ts.createDiagnosticReporter(system, true) writes it.
        pretty: ts.formatDiagnosticsWithColorAndContext([prepared], host) + "\n",
      }),
    );
  }
}
