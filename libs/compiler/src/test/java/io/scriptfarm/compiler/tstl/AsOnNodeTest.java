package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Projects whose bytes depend on more than the compilers: what is written here is what the same
/// TSTL writes on Node.
@DisplayName("R1 the same bytes as on Node")
class AsOnNodeTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @TempDir private Path folder;

  private static TestProject project(String options, String tstl) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"rootDir":"src","outDir":"out",
              "ignoreDeprecations":"6.0",%s},
             "include":["src"],"tstl":{"luaTarget":"5.4",%s}}\
            """
                .formatted(options, tstl))
        .file(
            "src/main.ts",
            "import { greet } from \"./greet\";\nexport const said = greet(\"x\");\n")
        .file("src/greet.ts", "export const greet = (who: string) => `Hello ${who}`;\n");
  }

  private static TestProject withPlugin(String plugin) {
    return project("\"module\":\"commonjs\"", "\"luaPlugins\":[{\"name\":\"./plugin.js\"}]")
        .file("plugin.js", plugin);
  }

  private void assertSame(TestProject project) {
    assertEquals(TstlOnNode.build(project, folder), project.build(COMPILER).texts());
  }

  @Test
  void pluginsReadBytesAndEncodings() {
    assertSame(
        withPlugin(
                """
                const fs = require("fs");
                const { Buffer: B } = require("node:buffer");
                const said = [
                    fs.readFileSync("data.bin").toString("hex"),
                    fs.readFileSync("data.bin", "base64"),
                    fs.readFileSync("data.bin", { encoding: "latin1" }),
                    fs.readFileSync("data.bin", "utf8"),
                    fs.readFileSync("data.bin").toString("base64url"),
                    fs.readFileSync("data.bin").length + " " + fs.statSync("data.bin").size,
                    fs.readFileSync("marked.csv", "utf8"),
                    fs.readFileSync("marked.csv", "utf-8").length,
                    fs.readFileSync("wide.txt", "utf16le"),
                    fs.readFileSync("wide.txt").toString().length,
                    new TextDecoder().decode(fs.readFileSync("marked.csv")),
                    B.from([0xe2, 0x82, 0x41, 0xf0, 0x90, 0x80, 0xff, 0xc0, 0xaf]).toString(),
                    B.from("\\ud800x").toString("hex"),
                ];
                module.exports = { beforeEmit(_p, _o, _h, files) { for (const f of files) f.code += `-- ${JSON.stringify(said)}\\n`; } };
                """)
            .file(
                "data.bin",
                new byte[] {
                  (byte) 0x89, 'P', 0, (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xFF, 10
                })
            .file("marked.csv", "\uFEFFname;ä\n")
            .file("wide.txt", "\uFEFFwide ä".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)));
  }

  @Test
  @DisplayName(
      "plugins get the environment variables that were passed on, and the others are named")
  void variablesThatAreReadArePassedOnByName() {
    TestProject project =
        withPlugin(
            """
            const said = [process.env.GAME_DEBUG, "GAME_DEBUG" in process.env, process.env.GAME_NOTHING,
                { ...process.env }.GAME_DEBUG, process.env.hasOwnProperty("GAME_DEBUG")];
            process.env.GAME_SET = 5;
            said.push(process.env.GAME_SET);
            module.exports = { beforeEmit(_p, _o, _h, files) { for (const f of files) f.code += `-- ${JSON.stringify(said)}\\n`; } };
            """);
    Map<String, String> onNode = TstlOnNode.build(project, folder);

    List<Diagnostic> first = project.build(COMPILER).built().diagnostics();
    TestProject.Build second =
        project.file(".farm/environment.json", "{\"GAME_DEBUG\":\"1\"}").build(COMPILER);

    assertEquals(
        List.of(
            "Plugins read environment variables that were not passed on: GAME_DEBUG, GAME_NOTHING"),
        first.stream().map(Diagnostic::message).toList());
    assertEquals(
        List.of(Optional.of(List.of("GAME_DEBUG", "GAME_NOTHING"))),
        first.stream().map(Diagnostic::names).toList());
    assertEquals(onNode, second.texts());
    assertEquals(
        List.of("Plugins read environment variables that were not passed on: GAME_NOTHING"),
        second.built().diagnostics().stream().map(Diagnostic::message).toList());
  }

  @Test
  void pluginsSeeTheWordsThatTstlWasCalledWith() {
    assertSame(
        withPlugin(
            """
            const said = [...process.argv.slice(2), require("path").basename(process.argv[1])];
            module.exports = { beforeEmit(_p, _o, _h, files) { for (const f of files) f.code += `-- ${JSON.stringify(said)}\\n`; } };
            """));
  }

  @Test
  @DisplayName("what plugins look for in vain is told, and so are the folders that they list")
  void whatIsLookedForInVainIsTold() {
    assertEquals(
        List.of(
            "Plugins looked for what was not there: .env, data/a.txt, no",
            "Plugins listed folders: src"),
        messages(
            withPlugin(
                """
                const fs = require("fs"), path = require("path");
                fs.existsSync(path.join(__dirname, ".env"));
                fs.statSync("data/a.txt", { throwIfNoEntry: false });
                fs.readdir("src", () => {});
                try { fs.readdirSync("no"); } catch {}
                fs.existsSync("plugin.js");
                module.exports = {};
                """)));
  }

  private static List<String> messages(TestProject project) {
    return project.build(COMPILER).built().diagnostics().stream().map(Diagnostic::message).toList();
  }

  @Test
  void hooksSeeWhatWasWrittenAndChangeIt() {
    assertSame(
        withPlugin(
                """
                const fs = require("fs"), path = require("path");
                module.exports = { afterEmit(_p, { outDir }, _h, files) {
                    const at = name => path.join(outDir, name);
                    const seen = fs.readdirSync(outDir).join() + fs.statSync(at("main.lua")).size + fs.existsSync(at("greet.lua"));
                    fs.rmSync(at("greet.lua"));
                    fs.mkdirSync(at("assets/deep"), { recursive: true });
                    fs.copyFileSync("data.bin", at("assets/deep/data.bin"));
                    fs.writeFileSync(at("list.txt"), seen + fs.existsSync(at("greet.lua")) + fs.readFileSync(at("assets/deep/data.bin")).length);
                    fs.appendFileSync(at("list.txt"), " more");
                    fs.renameSync(at("main.lua"), at("init.lua"));
                } };
                """)
            .file("data.bin", new byte[] {(byte) 0xC3, 0x28, 0, 1}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import * as path from \"path\";\n"
            + "export default { beforeEmit(_p, _o, _h, files) { for (const f of files) f.code +="
            + " `-- ${path.basename(f.fileName)}\\n"
            + "`; } };\n",
        "export const beforeEmit = () => {};\n"
            + "export default { afterPrint(_p, _o, _h, files) { for (const f of files) f.code +="
            + " `-- ${import.meta.filename.endsWith(\"plugin.js\")}\\n"
            + "`; } };\n"
      })
  void whatCanOnlyBeAnEsModuleIsOne(String plugin) {
    assertSame(withPlugin(plugin).file("package.json", "{\"name\":\"game\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"module\":\"commonjs\",\"declaration\":true,\"emitDeclarationOnly\":false,\"outFile\":\"all.js\",\"module\":\"amd\"",
        "\"module\":\"system\",\"outFile\":\"all.js\"",
        "\"module\":\"amd\",\"outFile\":\"all.js\",\"noEmitOnError\":true"
      })
  void eachScriptHasItsOwnLuaWithOutFile(String options) {
    assertSame(project(options, "\"noHeader\":true"));
  }

  @Test
  void halfOfASurrogatePairIsWrittenAsNodeWritesIt() {
    assertSame(
        project("\"module\":\"commonjs\"", "\"noHeader\":true")
            .file(
                "src/half.ts",
                "export const s = \"a\\ud83d\" + `\\udc00b` + \"\\ud83d\\ude00\";\n"
                    + "export const t = { \"\\udfff\": 1 };\n")
            .file(
                "src/cesu.ts",
                new byte[] {
                  'e',
                  'x',
                  'p',
                  'o',
                  'r',
                  't',
                  ' ',
                  'c',
                  'o',
                  'n',
                  's',
                  't',
                  ' ',
                  'c',
                  '=',
                  '"',
                  (byte) 0xED,
                  (byte) 0xA0,
                  (byte) 0xBD,
                  (byte) 0xED,
                  (byte) 0xB8,
                  (byte) 0x80,
                  '"'
                }));
  }

  @Test
  void aPluginThatThrowsSaysItsOwnMessageAndPlace() {
    InProcessBuild.Built built =
        withPlugin(
                "// a comment\n"
                    + "module.exports = {\n"
                    + "  afterPrint() {\n"
                    + "    throw new TypeError(\"no such unit\");\n"
                    + "  },\n"
                    + "};\n")
            .build(COMPILER)
            .built();

    Diagnostic said = built.diagnostics().getFirst();
    assertTrue(said.message().contains("TypeError: no such unit\n"), said::message);
    assertTrue(said.message().contains("plugin.js:4:"), said::message);
    assertFalse(said.message().contains("/-/"), said::message);
  }

  @Test
  void anOutputThatShowsAPlaceOfTheFarmIsWarnedOf() {
    List<String> said =
        messages(
            withPlugin(
                "module.exports = { beforeEmit(_p, _o, _h, files) { files[0].code += `--"
                    + " ${process.cwd()}\\n"
                    + "`; } };\n"));

    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.getFirst().startsWith("A plugin wrote an absolute path into out/"), said::getFirst);
  }

  @Test
  void aPluginRunsWhatItWrote() {
    assertSame(
        withPlugin(
            """
            const fs = require("fs"), path = require("path");
            module.exports = { afterEmit(_p, { outDir }) {
                fs.writeFileSync(path.join(outDir, "made.js"), "module.exports = 6 * 7;");
                fs.writeFileSync(path.join(outDir, "said.txt"), String(require(path.join(outDir, "made.js"))));
            } };
            """));
  }

  @Test
  void aPluginRemovesNothingThatTheBuildDidNotWrite() {
    InProcessBuild.Built built =
        withPlugin(
                "module.exports = { afterEmit() { require(\"fs\").unlinkSync(\"src/main.ts\"); } };\n")
            .build(COMPILER)
            .built();

    assertTrue(built.linked().emitSkipped());
    assertTrue(
        built.diagnostics().getFirst().message().contains("removing src/main.ts"),
        built.diagnostics()::toString);
  }
}
