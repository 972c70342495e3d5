package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plugins that do what they should not. Each ends its own build with a reason; the next build of
/// another project on the same compiler gives the bytes that it always gives.
@DisplayName("R1 a plugin harms nobody but its own build")
class HostilePluginTest {
  /// The other engine takes ten times as long: -Dscriptfarm.test.engine=GRAALJS.
  private static final EnginePreference ENGINE =
      EnginePreference.valueOf(System.getProperty("scriptfarm.test.engine", "AUTO"));

  private static final Toolchains TOOLCHAINS = new Toolchains();
  private static TstlCompiler patient;
  private static Map<String, String> clean;
  private TstlCompiler compiler = patient;

  @BeforeAll
  static void open() {
    patient = compiler(Duration.ofMinutes(2));
    clean = other().build(patient).texts();
  }

  @AfterAll
  static void close() {
    patient.close();
  }

  private static TstlCompiler compiler(Duration wholeBuild) {
    Limits limits = new Limits(Duration.ofMinutes(2), 512L * 1024 * 1024);
    return new TstlCompiler(
        TestEngine.select(ENGINE, TOOLCHAINS),
        TOOLCHAINS,
        LuaCompilers.ofThisMachine(),
        new CompilerLimits(limits, wholeBuild, 2));
  }

  @AfterEach
  void theNextBuildIsUnharmed() {
    assertEquals(clean, other().build(compiler).texts());
    if (compiler != patient) {
      compiler.close();
    }
  }

  private static TestProject other() {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"tstl":{"luaTarget":"5.4"}}\
            """)
        .file("a.ts", "export class A { xs = [1, 2].map(x => x * 2); }\n")
        .file("b.ts", "import { A } from \"./a\";\nexport const s = new A().xs.join();\n");
  }

  private static TestProject with(String plugin) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},
             "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugin.js"}]}}\
            """)
        .file("plugin.js", plugin)
        .file("secret.json", "{\"mine\": true}")
        .file("main.ts", "export const x = 1;\n");
  }

  private static String hook(String body) {
    return "module.exports = { beforeTransform(program, options, host) { " + body + " } };\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          throw new Error("I give up")                                | I give up
          require("net").connect(80, "example.org")                   | 'net.connect' is not available to plugins
          require("node:http").get("http://example.org")              | 'http.get' is not available to plugins
          require("child_process").execSync("id")                     | 'child_process.execSync' is not available to plugins
          require("fs").symlinkSync("x", "y")                         | 'fs.symlinkSync' is not available to plugins
          require("fs").unlinkSync("main.ts")                         | 'removing main.ts' is not available to plugins
          require("fs").readFileSync("/etc/passwd", "utf8")           | ENOENT: no such file or directory, open '/etc/passwd'
          require("fs").readFileSync("../../../../../../../../../../etc/passwd") | ENOENT: no such file
          require("/etc/passwd")                                      | Cannot find module '/etc/passwd'
          require("./nothing")                                        | Cannot find module './nothing'
          process.exit(0)                                             | 'process.exit' is not available to plugins
          setTimeout(() => {})                                         | 'timers.setTimeout' is not available to plugins
          Java.type("java.lang.System").exit(1)                       | Java is not defined
          """)
  void whatItMayNotDoIsADiagnostic(String code, String reason) {
    InProcessBuild.Built built = with(hook(code)).build(compiler).built();

    assertTrue(built.linked().emitSkipped());
    assertTrue(built.linked().outputs().isEmpty());
    assertEquals(1, built.diagnostics().size(), built.diagnostics()::toString);
    Diagnostic diagnostic = built.diagnostics().getFirst();
    assertTrue(diagnostic.isError());
    assertTrue(diagnostic.message().contains(reason), diagnostic::message);
    assertTrue(diagnostic.message().contains("plugin.js"), diagnostic::message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"for (;;) {}", "module.exports = { beforeTransform() { for (;;) {} } };"})
  void aLoopEndsAtItsLimit(String plugin) {
    compiler = compiler(Duration.ofSeconds(8));
    assertTrue(reason(with(plugin)).contains("did not finish within 8 s"));
  }

  @Test
  void aRecursionEndsWithTheStack() {
    String reason = reason(with(hook("(function f() { f(); })()")));
    assertTrue(reason.contains("ran out of stack"), reason);
    assertTrue(reason.contains("plugin.js"), reason);
  }

  @Test
  void allocationsEndAtTheirLimit() {
    String reason =
        reason(with(hook("const a = []; for (;;) a.push(new Array(1e6).fill(a.length));")));
    assertTrue(reason.contains("needed more than 512 MiB"), reason);
  }

  @Test
  void polluted() {
    with(hook(
            """
            Array.prototype.map = function () { return [666]; };
            Object.prototype.toJSON = () => "polluted";
            String.prototype.startsWith = () => true;
            JSON.stringify = () => "{}";
            Object.defineProperty(Object.prototype, "code", { get: () => "evil", set() {} });
            const ts = require("typescript");
            ts.createSourceFile = () => { throw new Error("evil"); };
            require("typescript-to-lua").LuaPrinter.prototype.print = () => "evil";
            globalThis.process = undefined;
            """))
        .attempt(compiler);
  }

  @Test
  @DisplayName("a plugin reads no content by its digest that is not part of its project")
  void contentsOfOthersStayHidden() {
    TestProject project =
        with(
            hook(
                """
                const theirs = "%s";
                const mine = "%s";
                throw new Error([__host("source", theirs), __host("blob", theirs), __host("source", mine)].join());
                """
                    .formatted(
                        TestProject.SOMEBODY_ELSES.digest().hex(),
                        TestProject.digestOf("{\"mine\": true}"))));

    String message = project.build(compiler).built().diagnostics().getFirst().message();
    assertTrue(message.contains(",,{\"mine\": true}"), message);
  }

  @Test
  @DisplayName("R44 what a plugin writes over sources, into .git or outside is an error, no output")
  void outputsStayWhereTheyBelong() {
    TestProject.Build build =
        with("""
        const files = ["tsconfig.json", "main.ts", "secret.json", ".git/hooks/post-checkout",
          "node_modules/a/index.js", "../outside.lua", "../../../../../../../../etc/passwd", "a/../b.lua"];
        module.exports = { beforeEmit(program, options, host, files_) {
          const root = options.configFilePath.slice(0, -"/tsconfig.json".length);
          for (const name of [...files, "report.txt"]) {
            files_.push({ outputPath: `${root}/${name}`, fileName: name, code: "mine" });
          }
        } };
        """)
            .build(compiler);

    assertEquals(Set.of("b.lua", "main.lua", "report.txt"), build.texts().keySet());
    List<String> errors = build.built().diagnostics().stream().map(Diagnostic::message).toList();
    assertEquals(7, errors.size(), errors::toString);
    for (String refused :
        List.of("tsconfig.json", "main.ts", ".git/hooks/post-checkout", "../outside.lua")) {
      assertTrue(
          errors.stream()
              .anyMatch(e -> e.startsWith("The output " + refused + " is not written: ")),
          errors::toString);
    }
  }

  private String reason(TestProject project) {
    return assertInstanceOf(
            CompileOutcome.TooMuch.class,
            assertInstanceOf(InProcessBuild.Stopped.class, project.attempt(compiler)).outcome())
        .reason();
  }
}
