package io.scriptfarm.compiler.tstl;

/// A project of three scripts with a plugin.
final class PluginProjects {
  /// Replaces calls of `weight` by numbers of a table, and signs each script.
  static final String APART =
      """
      const ts = require("typescript");
      const lua = require("typescript-to-lua");
      const weights = { iron: 7, wood: 3 };
      const isWeight = node => ts.isIdentifier(node.expression) && node.expression.text === "weight";
      module.exports = {
        visitors: {
          [ts.SyntaxKind.CallExpression](node, context) {
            const parts = [];
            if (isWeight(node)) parts.push(node.arguments[0].text);
            const known = weights[parts[0]];
            return known === undefined ? context.superTransformExpression(node) : lua.createNumericLiteral(known, node);
          },
        },
        afterPrint(program, options, host, files) {
          for (const file of files) file.code = `-- one of ${files.length}\\n${file.code}`;
        },
      };
      """;

  /// A plugin that does this for each call.
  static String calling(String before, String statement) {
    return """
    const ts = require("typescript");
    const lua = require("typescript-to-lua");
    %s
    module.exports = {
      visitors: {
        [ts.SyntaxKind.CallExpression](node, context) {
          const result = context.superTransformExpression(node);
          %s
          return result;
        },
      },
    };
    """
        .formatted(before, statement);
  }

  /// With this plugin.
  static TestProject project(String plugin) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler"},
             "include":["src/**/*.ts"],
             "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugin"}]}}\
            """)
        .file("plugin.js", plugin)
        .file("src/weight.d.ts", "declare function weight(of: string): number;\n")
        .file("src/a.ts", "export const a = (): number => weight('iron');\n")
        .file("src/b.ts", "export function b() { return weight('wood'); }\n")
        .file(
            "src/main.ts",
            "import { a } from './a';\nimport { b } from './b';\nexport const all = [a(), b()];\n");
  }

  private PluginProjects() {}
}
