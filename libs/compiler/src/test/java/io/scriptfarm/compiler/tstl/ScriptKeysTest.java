package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.CompileKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptKeysTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

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
    Map<String, CompileKey> before = TestProject.game().keys(COMPILER);

    assertEquals(Set.of(), changed(before, TestProject.game().keys(COMPILER)));
    assertEquals(
        Set.of(), changed(before, TestProject.game().file("README.json", "{ }").keys(COMPILER)));
    assertEquals(
        Set.of("alone.ts"),
        changed(before, TestProject.game().file("alone.ts", "export const f = 1;").keys(COMPILER)));
    assertEquals(
        Set.of("color.ts", "main.ts", "shape.ts"),
        changed(
            before, TestProject.game().file("color.ts", "export const red = 2;").keys(COMPILER)));
    assertEquals(
        before.keySet(),
        changed(
            before,
            TestProject.game()
                .file("engine.d.ts", "declare function draw(): void;")
                .keys(COMPILER)));
    assertEquals(
        before.keySet(),
        changed(
            before,
            TestProject.game()
                .file(
                    "tsconfig.json",
                    """
                    {"compilerOptions":{"lib":["esnext"],"types":[]},"tstl":{"luaTarget":"5.3"}}\
                    """)
                .keys(COMPILER)));
  }

  @Test
  @DisplayName("R4 a new file changes the keys of those whose imports now mean it")
  void newFileThatShadowsAnImport() {
    TestProject project = TestProject.game().file("lib/index.ts", "export const a = 1;");
    project.file("main.ts", "import { a } from \"./lib\";\nexport const x = a;\n");
    Map<String, CompileKey> before = project.keys(COMPILER);

    Map<String, CompileKey> after = project.file("lib.ts", "export const a = 2;").keys(COMPILER);

    assertEquals(Set.of("main.ts", "lib.ts"), changed(before, after));
  }

  @Test
  @DisplayName("R4 a key changes when an import finds a file that cannot be taken")
  void newFileThatCannotBeTaken() {
    TestProject project =
        TestProject.game()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"lib":["esnext"],"types":[],"module":"esnext","moduleResolution":"bundler"},
                 "include":["*.ts"]}\
                """)
            .file("main.ts", "import \"./lost\";\nexport const x = 1;\n");
    Map<String, CompileKey> before = project.keys(COMPILER);

    Map<String, CompileKey> there = project.file("lost.tsx", "export {};").keys(COMPILER);

    assertEquals(Set.of("main.ts"), changed(before, there));
  }

  @Test
  @DisplayName("R4 files that import one another share their fate")
  void importCycle() {
    TestProject project =
        TestProject.game()
            .file("a.ts", "import { b } from \"./b\";\nexport const a = (): number => b();")
            .file("b.ts", "import { a } from \"./a\";\nexport const b = (): number => a();");
    Map<String, CompileKey> before = project.keys(COMPILER);

    project.file("b.ts", "import { a } from \"./a\";\nexport const b = (): number => a() + 1;");
    Map<String, CompileKey> body = project.keys(COMPILER);
    project.file(
        "b.ts", "import { a } from \"./a\";\nexport const b = (c = 1): number => a() + c;");
    Map<String, CompileKey> shape = project.keys(COMPILER);

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
        TestProject.game()
            .file("a.ts", start + before)
            .file("b.ts", "import { f } from \"./a\";\nexport const g = f;");
    Map<String, CompileKey> first = project.keys(COMPILER);

    Map<String, CompileKey> second = project.file("a.ts", start + after).keys(COMPILER);

    assertEquals(alone ? Set.of("a.ts") : Set.of("a.ts", "b.ts"), changed(first, second));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a function         | true  |                                                           | function own(): number { return 1; }
          a type             | true  |                                                           | type Own = string; interface Other { own: Own }
          a class            | true  |                                                           | class Own { run() { return f(1); } }
          a variable         | true  |                                                           | const own = { a: f(1) };
          a call             | true  |                                                           | const own = 1; print(own);
          an import          | true  |                                                           | import { hue } from "./color"; const own = hue;
          another module     | true  |                                                           | import { fill } from "./shape"; const own = fill;
          for a body         | true  | function own() { return 1; } export function g(): number { return own(); } | function own() { return red; } export function g(): number { return own(); }
          for an open body   | false | function own() { return 1; } export function g() { return own(); } | function own() { return red; } export function g() { return own(); }
          for a signature    | false | interface Own { a: 1 } export function g(a: Own): void {} | interface Own { a: 2 } export function g(a: Own): void {}
          by way of a type   | false | type A = { b: B }; type B = 1; export let g: A;           | type A = { b: B }; type B = 2; export let g: A;
          for a first value  | false | const own = 1; export const g = own;                      | const own = 2; export const g = own;
          renamed            | false | const own = 1; export { own as g };                       | const own = 2; export { own as g };
          a property         | false |                                                           | f.more = 1;
          a merged namespace | false |                                                           | namespace f { export const more = 1; }
          a shadowing name   | false | export let g: Array<number>;                              | interface Array<T> { own: T } export let g: Array<number>;
          a link             | false | /** {@link own} */ export const g = 1;                     | /** {@link own} */ export const g = 1; const own = 1;
          an assertion       | false | declare function ok(a: unknown): asserts a is 1; export const g = red; | declare function ok(a: unknown): asserts a is 1; ok(red); export const g = red;
          a test before      | false | export const g = red;                                     | if (red === 1) throw red; export const g = red;
          a test for a body  | false | export const g = () => red;                               | if (red === 1) throw red; export const g = () => red;
          an assignment      | false | let own: unknown = 1; export const g = own;               | let own: unknown = 1; own = red; export const g = own;
          """)
  @DisplayName("R4 what no export of a module mentions concerns no other script")
  void partsOfAModule(String what, boolean alone, String before, String after) {
    String start =
        "import { red } from \"./color\";\nexport function f(a: number): number { return a; }\n";
    TestProject project =
        TestProject.game()
            .file("color.ts", "export const red: 1 | 2 = null!;\nexport const hue = 2;\n")
            .file("a.ts", start + (before == null ? "" : before))
            .file("b.ts", "import { f } from \"./a\";\nexport const b = f;");
    Map<String, CompileKey> first = project.keys(COMPILER);

    Map<String, CompileKey> second = project.file("a.ts", start + after).keys(COMPILER);

    assertEquals(alone ? Set.of("a.ts") : Set.of("a.ts", "b.ts"), changed(first, second));
  }

  @Test
  @DisplayName("R4 an import that only bodies use ties no cycle, and brings nothing to others")
  void importForABody() {
    TestProject project =
        TestProject.game()
            .file("a.ts", "import { b } from \"./b\";\nexport const a = (): number => b();")
            .file("b.ts", "import { a } from \"./a\";\nexport const b = (): number => a();")
            .file("c.ts", "import { a } from \"./a\";\nexport const c = a;");
    Map<String, CompileKey> before = project.keys(COMPILER);

    project.file(
        "b.ts", "import { a } from \"./a\";\nexport const b = (x = 1): number => a() + x;");

    assertEquals(Set.of("a.ts", "b.ts"), changed(before, project.keys(COMPILER)));
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
        TestProject.game()
            .file(
                "global.ts",
                "import { red } from \"./color\";\nexport const r = red;\n"
                    + (module == null ? "" : module)
                    + "\ndeclare global { "
                    + globals
                    + " }\n");
    Map<String, CompileKey> before = project.keys(COMPILER);

    Map<String, CompileKey> after =
        project.file("color.ts", "export const red = \"red\";").keys(COMPILER);
    Map<String, CompileKey> said =
        project
            .file("global.ts", "export {};\ndeclare global { interface Array<T> { least: T } }\n")
            .keys(COMPILER);

    assertEquals(
        selfContained ? Set.of("color.ts", "global.ts", "main.ts", "shape.ts") : before.keySet(),
        changed(before, after));
    assertEquals(before.keySet(), changed(after, said));
  }
}
