package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.lua.LuaCompilers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TstlCompilerTest {
  private static TstlCompiler compiler;

  @BeforeAll
  static void open() {
    compiler = TestCompilers.open();
  }

  @AfterAll
  static void close() {
    compiler.close();
  }

  /// main → shape → color, and a global declaration file; `alone` imports nothing.
  private static TestProject game() {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler"},
             "tstl":{"luaTarget":"5.4"}}""")
        .file("color.ts", "export const red = 1;\n")
        .file("shape.ts", "import { red } from \"./color\";\nexport const fill = red + 1;\n")
        .file("main.ts", "import { fill } from \"./shape\";\nexport const x = fill;\n")
        .file("alone.ts", "export function f(a: number) { return a; }\n")
        .file("engine.d.ts", "declare function draw(x: number): void;\n")
        .file("README.json", "{}");
  }

  private static Set<String> changed(
      Map<String, CompileKey> before, Map<String, CompileKey> after) {
    Set<String> changed = new TreeSet<>();
    after.forEach(
        (path, key) -> {
          if (!key.equals(before.get(path))) {
            changed.add(path);
          }
        });
    return changed;
  }

  @Test
  @DisplayName("R4 a key changes when something changes that the script can see, and only then")
  void keysChangeWithWhatTheScriptSees() {
    Map<String, CompileKey> before = game().keys(compiler);

    assertEquals(Set.of(), changed(before, game().keys(compiler)));
    assertEquals(Set.of(), changed(before, game().file("README.json", "{ }").keys(compiler)));
    assertEquals(
        Set.of("alone.ts"),
        changed(before, game().file("alone.ts", "export const f = 1;").keys(compiler)));
    assertEquals(
        Set.of("color.ts", "main.ts", "shape.ts"),
        changed(before, game().file("color.ts", "export const red = 2;").keys(compiler)));
    assertEquals(
        before.keySet(),
        changed(
            before, game().file("engine.d.ts", "declare function draw(): void;").keys(compiler)));
    assertEquals(
        before.keySet(),
        changed(
            before,
            game()
                .file(
                    "tsconfig.json",
                    """
                    {"compilerOptions":{"lib":["esnext"],"types":[]},"tstl":{"luaTarget":"5.3"}}""")
                .keys(compiler)));
  }

  @Test
  @DisplayName("an error about what a transformer made of one script does not meet the next one")
  void transformedScriptsLeaveNothingPending() {
    TestProject project =
        new TestProject()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"strict":true,
                  "jsx":"react","jsxFactory":"element","module":"esnext","moduleResolution":"bundler"},
                 "tstl":{"luaTarget":"5.4"}}""")
            .file(
                "jsx.d.ts",
                "declare namespace JSX { interface Element {} interface IntrinsicElements { row: {} } }")
            .file("a.tsx", "export const row = <row />;\n")
            .file("b.ts", "export const other = 1;\n");

    List<String> found =
        project.build(compiler).built().linked().diagnostics().stream()
            .map(d -> d.location().map(at -> at.file()).orElse("") + " " + d.code())
            .toList();

    assertEquals(List.of("a.tsx 2874"), found);
  }

  @Test
  @DisplayName("a project without scripts has the same errors however often it is built")
  void projectWithoutScripts() {
    TestProject project =
        new TestProject()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"lib":["esnext"],"types":["engine"]},"include":["src"],
                 "references":[{"path":"./other"}]}""")
            .file(
                "node_modules/engine/package.json",
                "{\"name\":\"engine\",\"types\":\"index.d.ts\"}")
            .file(
                "node_modules/engine/index.d.ts",
                "declare function on(f: Function): Record<string, 1>;\n")
            .file(
                "other/tsconfig.json",
                "{\"compilerOptions\":{\"composite\":true},\"files\":[\"a.ts\"]}")
            .file("other/a.ts", "export const a = 1;\n");
    List<Diagnostic> before = project.build(compiler).built().linked().diagnostics();

    project.file("other/a.ts", "export const a = 2;\n");

    assertEquals(before, project.build(compiler).built().linked().diagnostics());
  }

  @Test
  @DisplayName("memory that earlier builds took is not held against a project")
  @Tag("long")
  void startsAgainWhenMemoryIsFull() {
    try (TstlCompiler small =
        TestCompilers.open(EnginePreference.V8, LuaCompilers.none(), 260L << 20)) {
      TestProject project = game();
      for (int version = 0; version < 12; version++) {
        // Large syntax trees, of which the latest stay resident.
        StringBuilder table = new StringBuilder("export const version = " + version + ";\n");
        table.append("export const table: number[][] = [\n");
        for (int row = 0; row < 12_000; row++) {
          table.append("[").append(row).append(",").append(version).append(",1,2],\n");
        }
        project.file("table.ts", table.append("];\n").toString());
        assertEquals(List.of(), project.build(small).built().linked().diagnostics());
      }
    }
  }

  @Test
  @DisplayName("R4 a new file changes the keys of those whose imports now mean it")
  void newFileThatShadowsAnImport() {
    TestProject project = game().file("lib/index.ts", "export const a = 1;");
    project.file("main.ts", "import { a } from \"./lib\";\nexport const x = a;\n");
    Map<String, CompileKey> before = project.keys(compiler);

    Map<String, CompileKey> after = project.file("lib.ts", "export const a = 2;").keys(compiler);

    assertEquals(Set.of("main.ts", "lib.ts"), changed(before, after));
  }

  @Test
  @DisplayName("R4 a key changes when an import finds a file that cannot be taken")
  void newFileThatCannotBeTaken() {
    TestProject project =
        game()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"lib":["esnext"],"types":[],"module":"esnext","moduleResolution":"bundler"},
                 "include":["*.ts"]}""")
            .file("main.ts", "import \"./lost\";\nexport const x = 1;\n");
    Map<String, CompileKey> before = project.keys(compiler);

    Map<String, CompileKey> there = project.file("lost.tsx", "export {};").keys(compiler);

    assertEquals(Set.of("main.ts"), changed(before, there));
  }

  @Test
  @DisplayName("R4 files that import one another share their fate")
  void importCycle() {
    TestProject project =
        game()
            .file("a.ts", "import { b } from \"./b\";\nexport const a = (): number => b();")
            .file("b.ts", "import { a } from \"./a\";\nexport const b = (): number => a();");
    Map<String, CompileKey> before = project.keys(compiler);

    project.file("b.ts", "import { a } from \"./a\";\nexport const b = (): number => a() + 1;");
    Map<String, CompileKey> body = project.keys(compiler);
    project.file(
        "b.ts", "import { a } from \"./a\";\nexport const b = (c = 1): number => a() + c;");
    Map<String, CompileKey> shape = project.keys(compiler);

    assertEquals(Set.of("b.ts"), changed(before, body));
    assertEquals(Set.of("a.ts", "b.ts"), changed(body, shape));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a body            | true  | f(): number { return 1; }          | f(): number { return 2; }
          the same type     | true  | f() { return 1; }                  | f() { const a = 1; return a; }
          another type      | false | f() { return 1; }                  | f() { return "a"; }
          a class           | true  | f() { return new C(); }            | f() { return C.all[0]; }
          a guard           | false | f(x: unknown) { return x === 1; }  | f(x: unknown) { return x !== 1; }
          a parameter       | false | f(a: number): void {}              | f(a: string): void {}
          a default         | false | f(a = 1): void {}                  | f(a = 2): void {}
          a local class     | false | f() { class D { a = 1; } return new D(); } | f() { class D { a = "b"; } return new D(); }
          an object         | false | f() { return { run() {} }; }       | f() { return { /** @noSelf */ run() {} }; }
          a closure         | false | f() { return (a: number) => a; }   | f() { return (b: number) => b; }
          in a function     | true  | f(): void { const g = () => 1; }   | f(): void { const g = () => "a"; }
          a note            | true  | f(): void {} // one                | f(): void {} // two
          """)
  @DisplayName("R4 a changed body concerns others only by its type")
  void bodies(String what, boolean alone, String before, String after) {
    String start = "export class C { static all: C[] = []; }\nexport function ";
    TestProject project =
        game()
            .file("a.ts", start + before)
            .file("b.ts", "import { f } from \"./a\";\nexport const g = f;");
    Map<String, CompileKey> first = project.keys(compiler);

    Map<String, CompileKey> second = project.file("a.ts", start + after).keys(compiler);

    assertEquals(alone ? Set.of("a.ts") : Set.of("a.ts", "b.ts"), changed(first, second));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a word of its own    | true  |                                  | interface Array<T> { more: T }
          its own words        | true  |                                  | interface Own {} var own: Own | undefined;
          a member of the name | true  |                                  | interface Own { red: Own.red; paint(red: 1): void } namespace Own { type red = 1; }
          an import            | false |                                  | var own: typeof red;
          an import's member   | false | import * as all from "./color";  | var own: typeof all.red;
          a name of the module | false | type Own = typeof red;           | var own: Own;
          a variable           | false | const { own } = { own: red };    | var other: typeof own;
          by way of a type     | false |                                  | var own: typeof import("./color");
          a link in a comment  | false |                                  | /** {@link red} */ var own: 1;
          a computed name      | false | const own: unique symbol = null!; | interface Array<T> { [own]: T }
          """)
  @DisplayName(
      "R4 a module's global declarations concern all, and the module only where they name it")
  void globalsOfAModule(String what, boolean selfContained, String module, String globals) {
    TestProject project =
        game()
            .file(
                "global.ts",
                "import { red } from \"./color\";\nexport const r = red;\n"
                    + (module == null ? "" : module)
                    + "\ndeclare global { "
                    + globals
                    + " }\n");
    Map<String, CompileKey> before = project.keys(compiler);

    Map<String, CompileKey> after =
        project.file("color.ts", "export const red = \"red\";").keys(compiler);
    Map<String, CompileKey> said =
        project
            .file("global.ts", "export {};\ndeclare global { interface Array<T> { least: T } }\n")
            .keys(compiler);

    assertEquals(
        selfContained ? Set.of("color.ts", "global.ts", "main.ts", "shape.ts") : before.keySet(),
        changed(before, after));
    assertEquals(before.keySet(), changed(after, said));
  }

  @Test
  @DisplayName("R1 a plan says what the configuration says, and what plugins may stumble over")
  void plansForPeople() {
    Plan plan =
        game()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"es2022","lib":["esnext"],"types":[],"outDir":"../out",
                  "strict":true,"module":"esnext","moduleResolution":"bundler"},
                 "include":["*.ts"],
                 "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugins/a"},{"name":"./b"}]}}""")
            .file("plugins/a.js", "require('fs'); require('./deep'); module.exports = {};")
            .file("plugins/deep.js", "const { connect } = require('node:net'); require('process');")
            .file("main.ts", "import * as gone from \"gone\";\nexport * from \"../up\";\n")
            .plan(compiler);

    assertEquals(
        Map.of(
            "target", "es2022",
            "lib", "lib.esnext.d.ts",
            "types", "",
            "outDir", "../out",
            "strict", "true",
            "module", "esnext",
            "moduleResolution", "bundler",
            "luaTarget", "5.4"),
        plan.options());
    assertEquals(
        List.of(
            new Plan.Plugin(
                "./plugins/a",
                Plan.PluginKind.PLUGIN,
                Optional.of(new ProjectPath("plugins/a.js")),
                false),
            new Plan.Plugin("./b", Plan.PluginKind.PLUGIN, Optional.empty(), false)),
        plan.plugins());
    assertEquals(
        List.of(new Plan.Refused("node:net", new ProjectPath("plugins/deep.js"))), plan.refused());
    assertEquals(
        List.of(
            new Plan.Unresolved("gone", new ProjectPath("main.ts")),
            new Plan.Unresolved("../up", new ProjectPath("main.ts"))),
        plan.unresolved());
  }

  @Test
  @DisplayName("R1 a project becomes Lua, with the library that it needs")
  void buildsAProject() {
    TestProject.Build build =
        game().file("main.ts", "export const x = [1, 2].map(v => v * 2);").build(compiler);

    assertEquals(
        Set.of(
            "out/main.lua",
            "out/shape.lua",
            "out/color.lua",
            "out/alone.lua",
            "out/lualib_bundle.lua"),
        build.texts().keySet());
    assertTrue(
        build.texts().get("out/main.lua").contains("__TS__ArrayMap"), build.texts().toString());
    assertTrue(
        build.built().linked().outputs().stream()
            .anyMatch(
                o ->
                    o.path().equals("out/main.lua")
                        && o.script().equals(Optional.of(new ProjectPath("main.ts")))));
  }

  @Test
  void tellsWhatTheStoreLacksAllAtOnce() {
    TestProject project =
        game().file("shape.ts", "export const fill = 77;").file("alone.ts", "export const y = 77;");
    project.forget("shape.ts");
    project.forget("alone.ts");

    Product product = compiler.plan(project.project(), project);

    assertEquals(
        new CompileOutcome.Incomplete(
            Set.of(project.digest("shape.ts"), project.digest("alone.ts"))),
        product.outcome());
  }

  @Test
  void plansAgainAfterTheContentsCame() {
    TestProject project = game().file("late.ts", "export const late = 1;");
    project.forget("late.ts");
    compiler.plan(project.project(), project);

    project.file("late.ts", "export const late = 1;");

    assertTrue(project.build(compiler).texts().containsKey("out/late.lua"));
  }

  @Test
  void reportsDiagnosticsWithTheirPlace() {
    TestProject.Build build =
        game().file("alone.ts", "\nlet n: number = \"x\";\nexport {};").build(compiler);

    Diagnostic diagnostic = build.built().diagnostics().getFirst();
    assertEquals(2322, diagnostic.code());
    assertEquals(
        Optional.of(new Diagnostic.Location("alone.ts", 5, 1, 2, 5)), diagnostic.location());
  }

  @Test
  void decodesSourcesAsNodeDoes() {
    TestProject.Build build =
        game()
            .file("alone.ts", "\uFEFFexport const s = \"ä\";".getBytes(StandardCharsets.UTF_16LE))
            .file("color.ts", new byte[] {'/', '/', (byte) 0xff, '\n'})
            .file("shape.ts", "export const fill = 1;")
            .build(compiler);

    assertTrue(build.texts().get("out/alone.lua").contains("ä"), build.texts().toString());
  }

  @Test
  @DisplayName("R4 what the same sources meant in another program is forgotten")
  void sourcesMeanWhatTheirOwnProgramSays() {
    TestProject project =
        game()
            .file("color.ts", "export function paint(n: number) { return n; }\n")
            .file("alone.ts", "import { paint } from \"./color\";\nexport const p = paint(1);\n");
    project.file("shape.ts", "export const fill = 1;\n");
    assertTrue(project.build(compiler).texts().get("out/alone.lua").contains("paint(nil, 1)"));

    project.file(
        "color.ts", "/** @noSelfInFile */\nexport function paint(n: number) { return n; }\n");
    assertTrue(project.build(compiler).texts().get("out/alone.lua").contains("paint(1)"));

    project.file("color.ts", "export function paint(n: number) { return n; }\n");
    project.file(
        "tsconfig.json",
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
          "module":"esnext","moduleResolution":"bundler"},
         "tstl":{"luaTarget":"5.4","noImplicitSelf":true}}""");
    Map<String, String> noSelf = project.build(compiler).texts();
    assertTrue(noSelf.get("out/alone.lua").contains("paint(1)"), noSelf.toString());
    assertTrue(noSelf.get("out/color.lua").contains("paint(n)"), noSelf.toString());
  }

  @Test
  @DisplayName("R4 a script has the same diagnostics whatever was compiled before it")
  void diagnosticsDoNotDependOnTheOrder() {
    TestProject project =
        game()
            .file(
                "color.ts",
                """
                export type Func = (this: void, s: string) => string;
                export declare const method: (this: any, s: string) => string;
                """)
            .file(
                "shape.ts",
                "import { Func, method } from \"./color\";\nexport const fill: Func = method;\n");
    Plan.Sharded work = (Plan.Sharded) project.plan(compiler).work();
    Plan.Script shape = new Plan.Script(new ProjectPath("shape.ts"));

    CompileOutcome first = compiler.run(project.project(), work, shape, project).outcome();
    CompileOutcome second = compiler.run(project.project(), work, shape, project).outcome();

    assertEquals(1, assertInstanceOf(TranspileJob.Transpiled.class, first).diagnostics().size());
    assertEquals(first, second);
  }

  @Test
  void writesInlineSourceMaps() {
    TestProject project =
        game()
            .file("alone.ts", "export const s = \"äöü€𝄞\";\n")
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out",
                  "module":"esnext","moduleResolution":"bundler","inlineSourceMap":true},
                 "tstl":{"luaTarget":"5.4","sourceMapTraceback":true}}""");

    String lua = project.build(compiler).texts().get("out/alone.lua");

    String marker = "--# sourceMappingURL=data:application/json;base64,";
    int map = lua.indexOf(marker);
    assertTrue(map > 0, lua);
    String json =
        new String(
            Base64.getDecoder().decode(lua.substring(map + marker.length()).strip()),
            StandardCharsets.UTF_8);
    assertTrue(json.contains("\"file\":\"alone.lua\"") && json.contains("alone.ts"), json);
  }

  @Test
  @DisplayName("R5 a saved script's Lua comes first, and is that of the build")
  void savesAScript() {
    TestProject project = game();
    project.build(compiler);
    project.file(
        "shape.ts", "import { red } from \"./color\";\nexport const fill = [red].map(r => r);");

    CompileOutcome saved =
        compiler.save(project.project(), new ProjectPath("shape.ts"), Emit.LUA, project).outcome();
    LinkJob.Linked linked = project.build(compiler).built().linked();

    SaveJob.Saved script = assertInstanceOf(SaveJob.Saved.class, saved);
    assertEquals(1, script.outputs().size());
    assertTrue(linked.outputs().containsAll(script.outputs()), script.toString());
  }

  @Test
  @DisplayName("R4 a project that changed under a compiler becomes what a new one makes of it")
  @Tag("long")
  void knowsNoBetterThanANewCompiler() {
    TestProject project = game();
    String[][] edits = {
      {"shape.ts", "import { red } from \"./color\";\nexport const fill = (a = red) => a;"},
      {"color.ts", "export const red = \"red\" as string | undefined;"},
      {"shape.ts", "export * from \"./color\";\nexport const fill = 1;"},
      {"main.ts", "import { red } from \"./shape\";\nexport const n: number = red;"},
      {"color.ts", "export function red() { return { run() {} }; }"},
      {"main.ts", "import { red } from \"./shape\";\nred().run();"},
      {"color.ts", "export function red() { return { /** @noSelf */ run() {} }; }"},
      {"color.ts", "export function red() {"},
      {"color.ts", "export function red() { return { run: () => [1].includes(2) }; }"},
      {"alone.ts", "declare global { interface Array<T> { more: T } }\nexport {};"},
      {"main.ts", "export const more: string = [1].more;"},
      {"alone.ts", "export {};"},
    };
    for (String[] edit : edits) {
      project.file(edit[0], edit[1]);
      TestProject.Build known = project.build(compiler);
      try (TstlCompiler fresh = TestCompilers.open()) {
        TestProject.Build clean = project.build(fresh);
        assertEquals(clean.texts(), known.texts(), edit[1]);
        assertEquals(clean.built().diagnostics(), known.built().diagnostics(), edit[1]);
      }
    }
  }

  @Test
  @DisplayName("R43 bad input is told, and nothing of it is compiled")
  void refusesWhatIsNoProject() {
    TestProject project = game();
    Project good = project.project();
    Blob evil = Blob.ofUtf8("{\"files\":{\"../../etc/passwd\":[\"" + good.snapshot() + "\",1]}}");
    TestProject source = game().file("x", evil.bytes());

    Product traversal =
        compiler.plan(new Project(good.toolchain(), evil.digest(), good.config()), source);
    Product nothing =
        compiler.plan(
            new Project(good.toolchain(), Digest.ofUtf8("nothing"), good.config()), project);
    Product noConfig =
        compiler.plan(
            new Project(good.toolchain(), good.snapshot(), new ProjectPath("nope.json")), project);

    assertTrue(
        assertInstanceOf(CompileOutcome.Failed.class, traversal.outcome())
            .reason()
            .contains("../../etc/passwd"));
    assertInstanceOf(CompileOutcome.Incomplete.class, nothing.outcome());
    assertTrue(
        assertInstanceOf(CompileOutcome.Failed.class, noConfig.outcome())
            .reason()
            .contains("nope.json"));
  }

  @Test
  @DisplayName("R4 diagnostics come in TypeScript's order")
  void sortsDiagnostics() {
    Diagnostic global =
        new Diagnostic(Diagnostic.Category.ERROR, 5, Optional.empty(), Optional.empty(), "global");
    Diagnostic second = at("a.ts", 9, 1);
    Diagnostic first = at("a.ts", 3, 7);

    assertEquals(
        List.of(global, first, second),
        Diagnostic.sortAndDeduplicate(Stream.of(second, global, first, second)));
  }

  private static Diagnostic at(String file, int start, int code) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        code,
        Optional.empty(),
        Optional.of(new Diagnostic.Location(file, start, 1, 1, start + 1)),
        "m");
  }

  @Test
  @DisplayName("R4 what TSTL does to a syntax tree does not reach the next program that has it")
  void treesOutliveProgramsUnharmed() {
    TestProject project =
        new TestProject()
            .file(
                "a.ts",
                """
                class Lock { [Symbol.dispose]() {} }
                export function twice(n: number) {
                  using lock = new Lock();
                  const xs = [n].map(x => { return x * 2; });
                  return xs;
                }
                """);
    String config =
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"tstl":{"luaTarget":"%s"}}""";
    List<String> targets = List.of("5.4", "5.3", "JIT");
    for (String target : targets) {
      TestProject.Build build =
          project.file("tsconfig.json", config.formatted(target)).build(compiler);
      assertEquals(List.of(), build.built().diagnostics(), target);
      assertTrue(build.texts().containsKey("a.lua"), target);
    }
  }

  @Test
  @DisplayName("R4 a link in a comment says what it names in this program")
  void commentsLinkToWhatThereIs() {
    TestProject project =
        game()
            .file("color.ts", "export function paint(n: number) { return n; }\n")
            .file(
                "alone.ts",
                """
                import { paint } from "./color";
                /** Uses {@link paint}. @see {@link paint} */
                export const p = paint(1);
                """);
    String resolved = project.build(compiler).texts().get("out/alone.lua");
    assertTrue(resolved.contains("Uses {@link paint}."), resolved);

    project.file("color.ts", "export function dye(n: number) { return n; }\n");
    String unresolved = project.build(compiler).texts().get("out/alone.lua");
    try (TstlCompiler fresh = TestCompilers.open()) {
      assertEquals(project.build(fresh).texts().get("out/alone.lua"), unresolved);
    }
  }

  @Test
  void aConversionIsToldAtTheFirstScriptThatMakesIt() {
    String converting =
        """
        import { plain, take } from "./types";
        export const NAME = take(plain);
        """;
    TestProject project =
        game()
            .file(
                "types.ts",
                """
                export type Plain = (this: void, x: number) => void;
                export const plain: Plain = _ => {};
                export function take(f: (x: number) => void) { return f; }
                """)
            .file("one.ts", converting.replace("NAME", "one"))
            .file("two.ts", converting.replace("NAME", "two"));
    assertEquals(List.of("one.ts"), conversions(project));

    project.file("one.ts", "export const one = 1;\n");
    assertEquals(List.of("two.ts"), conversions(project));
  }

  /// Where the build tells of a conversion.
  private List<String> conversions(TestProject project) {
    return project.build(compiler).built().linked().diagnostics().stream()
        .filter(diagnostic -> diagnostic.message().contains("Unable to convert function"))
        .map(diagnostic -> diagnostic.location().orElseThrow().file())
        .toList();
  }
}
