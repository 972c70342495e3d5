package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.engine.EngineKind;
import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.StartScript;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What passes from one build with plugins to the next in one session: nothing that can be seen,
/// and no session where something could.
class OwnSessionTest {
  /// It counts scripts over a build, marks the nodes of the program, changes the options, numbers
  /// the types, and asks for the bodies of other scripts.
  private static final String NOSY =
      """
      const ts = require("typescript");
      let scripts = 0;
      const comment = node => ts.addSyntheticLeadingComment(node, ts.SyntaxKind.SingleLineCommentTrivia, " marked");
      module.exports = {
        beforeTransform(program, options) {
          options.builds = (options.builds ?? 0) + 1;
          for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) file.seen = (file.seen ?? 0) + 1;
        },
        visitors: {
          [ts.SyntaxKind.SourceFile](node, context) {
            scripts++;
            node.statements.forEach(comment);
            const [file] = context.superTransformNode(node);
            const comments = node.statements.map(each => (ts.getSyntheticLeadingComments(each) ?? []).length);
            const types = node.statements.map(each => context.checker.typeToString(context.checker.getTypeAtLocation(each)));
            file.trivia = `-- ${scripts} ${node.seen} ${context.options.builds} ${comments} ${types.join(";").replace(/\\s+/g, " ")}\\n`;
            return file;
          },
        },
        afterPrint(program, options, host, files) {
          const lengths = program.getSourceFiles().filter(f => !f.isDeclarationFile).map(f => f.text.length).join();
          for (const file of files) file.code = `-- ${scripts} of ${lengths}\\n${file.code}`;
        },
      };
      """;

  private static final int EDITS = 4;

  private final Toolchains toolchains = new Toolchains();
  private final Counting engine =
      new Counting(TestEngine.select(EnginePreference.AUTO, toolchains));
  private final TstlCompiler compiler = compiler();

  private TstlCompiler compiler() {
    Limits limits = new Limits(Duration.ofMinutes(2), 1L << 30);
    return new TstlCompiler(
        engine,
        toolchains,
        LuaCompilers.ofThisMachine(),
        new CompilerLimits(limits, Duration.ofMinutes(2), 1));
  }

  /// Counts the sessions that are opened.
  private static final class Counting implements JsEngine {
    private final JsEngine engine;
    private int opened;

    Counting(JsEngine engine) {
      this.engine = engine;
    }

    @Override
    public EngineKind kind() {
      return engine.kind();
    }

    @Override
    public String version() {
      return engine.version();
    }

    @Override
    public boolean isInterpreting() {
      return engine.isInterpreting();
    }

    @Override
    public JsSession open(StartScript start, Limits limits) {
      opened++;
      return engine.open(start, limits);
    }

    @Override
    public long heapBytes() {
      return engine.heapBytes();
    }

    @Override
    public boolean isStuck() {
      return engine.isStuck();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  @AfterEach
  void close() {
    compiler.close();
  }

  /// @param file the plugin's, and what it says
  private static TestProject project(String file, String plugin) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler"},
             "include":["src/**/*.ts"],
             "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugin"}]}}\
            """)
        .file(file, plugin)
        .file("README.md", "read me")
        .file(
            "src/a.ts", "export interface A { a: number }\nexport const a = (): A => ({ a: 1 });\n")
        .file(
            "src/b.ts",
            "export interface B { b: string }\nexport const b = (): B => ({ b: '' });\n")
        .file(
            "src/main.ts",
            "import { a } from './a';\nimport { b } from './b';\nexport const all = [a(), b()];\n");
  }

  /// How many sessions a build with the project's code opened.
  private int openedFor(TestProject project) {
    int before = engine.opened;
    project.build(compiler);
    return engine.opened - before;
  }

  @Test
  @DisplayName(
      "R4 after an edit a project with plugins gives what a session gives that never saw it")
  void givesWhatAFreshSessionGives() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TestProject project = project("plugin.js", NOSY);
    project.build(compiler);
    int before = engine.opened;
    List<String> bodies =
        List.of(
            "export const all = [b(), a()];",
            "export const all: number = [a(), b()];",
            "export const all = random() ? a() : b(); all.c;",
            "export function all(x: typeof a | typeof b) { return x; }",
            "using x = undefined; export const all = [1];");
    for (int edit = 0; edit < EDITS; edit++) {
      String body = bodies.get(random.nextInt(bodies.size()));
      project.file(
          "src/main.ts",
          "import { a } from './a';\n"
              + "import { b } from './b';\n"
              + "declare function random(): boolean;\n"
              + body
              + "\n// "
              + edit);
      if (random.nextBoolean()) {
        project.file(
            "src/a.ts",
            "export interface A { a" + edit + ": number }\nexport const a = (): A => null!;\n");
      }
      project.file("README.md", "edit " + edit);

      TestProject.Build reused = project.build(compiler);
      TstlCompiler other = compiler();
      TestProject.Build fresh = project.build(other);
      other.close();

      assertEquals(fresh.texts(), reused.texts(), "seed " + seed + ", edit " + edit);
      assertEquals(fresh.built().linked(), reused.built().linked(), "seed " + seed);
    }
    assertEquals(2 * EDITS, engine.opened - before, "of the fresh compilers alone");
  }

  @Test
  @DisplayName("R43 where a project's code changed the compilers or the engine, its session ends")
  void leavesASessionThatIsNotClean() {
    for (String change :
        List.of(
            "String.prototype.extra = 1",
            "require('typescript').factory.createTrue = () => {}",
            "require('typescript-to-lua').LuaPrinter.prototype.printComment = () => ''")) {
      TestProject project = project("plugin.js", change + "; module.exports = {};");
      project.build(compiler);

      project.file("src/a.ts", "export const a = () => 2;\n");

      assertEquals(1, openedFor(project), change);
    }
  }

  @Test
  @DisplayName("R43 a session that a project's code ran in runs no other code")
  void runsNoOtherCode() {
    TestProject project = project("plugin.ts", "export const afterPrint = () => {};\n");
    project.build(compiler);
    project.file("src/a.ts", "export const a = () => 2;\n");
    assertEquals(0, openedFor(project));

    project.file("plugin.ts", "export const afterPrint = () => undefined;\n");
    assertEquals(1, openedFor(project));
    project.file("src/a.ts", "export const a = () => 3;\n");
    assertEquals(0, openedFor(project));
    project.file("src/c.ts", "export const c = 3;\n");
    assertEquals(1, openedFor(project));
  }
}
