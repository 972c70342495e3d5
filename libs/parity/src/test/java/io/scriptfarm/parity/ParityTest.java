package io.scriptfarm.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.tstl.Attempt;
import io.scriptfarm.compiler.tstl.RunnableWork;
import io.scriptfarm.compiler.tstl.TestCompilers;
import io.scriptfarm.compiler.tstl.TestProject;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ParityReport.Difference;
import io.scriptfarm.contract.ParityReport.Place;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.lua.LuaCompilers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("graaljs")
@DisplayName("R10 a script as TypeScript and as Lua")
class ParityTest {
  private static final ProjectPath MAIN = new ProjectPath("src/main.ts");
  private static final Object COMPILING = new Object(); // one test at a time; scripts run at once
  private static TstlCompiler compiler;

  @BeforeAll
  static void open() {
    compiler = TestCompilers.open(LuaCompilers.none());
  }

  @AfterAll
  static void close() {
    compiler.close();
  }

  private static TestProject project(String luaTarget, String main) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler"},
             "tstl":{"luaTarget":"%s","luaBundle":"game.lua","luaBundleEntry":"src/main.ts"}}\
            """
                .formatted(luaTarget))
        .file(
            "types/engine.d.ts",
            """
            declare function print(this: void, ...values: unknown[]): void;
            declare function spawn(this: void, kind: string, x: number): Unit;
            interface Unit { hp: number; move(x: number): void; }
            """)
        .file("src/main.ts", main);
  }

  private static Map<String, String> texts(TestProject project) {
    synchronized (COMPILING) {
      return project.build(compiler).texts();
    }
  }

  private static ParityReport compare(TestProject project) {
    ParityJob job = new ParityJob("job", "build", project.project(), MAIN, 2);
    Attempt<RunnableScript> script;
    synchronized (COMPILING) {
      script = new RunnableWork(project).run(job, compiler);
    }
    return switch (ParityWork.run(job, script).outcome()) {
      case ParityJob.Compared(ParityReport report) -> report;
      case ParityJob.Provisional(ParityReport report) -> report;
      case CompileOutcome other -> throw new AssertionError(other);
    };
  }

  private static ParityReport compare(String luaTarget, String main) {
    return compare(project(luaTarget, main));
  }

  private static void assertDiffers(ParityReport report, int line, String why) {
    Difference first = report.differences().getFirst();
    assertEquals(Optional.of(new Place("src/main.ts", line)), first.place(), report::toString);
    assertTrue(first.explanation().orElse("").contains(why), report::toString);
  }

  @Test
  void divisionGivesFloatsFromLua53On() {
    ParityReport report =
        compare("5.4", "const gold = 10;\n\nprint(\"each gets\", gold / 2);\nprint(gold * 2);\n");

    if (report.lua().equals("LuaJ")) {
      assertTrue(report.notes().getFirst().contains("integers"), report::toString);
      return;
    }
    assertDiffers(report, 3, "always gives a float");
    assertEquals(1, report.differences().size(), report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.1", "5.4", "universal"})
  void zeroIsTrue(String luaTarget) {
    ParityReport report =
        compare(
            luaTarget,
            """
            const lives: number = 0;
            if (lives) {
                print("go on");
            } else {
                print("game over");
            }
            """);

    assertDiffers(report, 5, "0, NaN and the empty string are true");
    assertEquals(
        Optional.of(new Place("src/main.ts", 3)), report.differences().getFirst().luaPlace());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4"})
  void nullAtTheEndOfAnArrayIsNoElement(String luaTarget) {
    ParityReport report =
        compare(
            luaTarget,
            """
            const slots: Array<string | null> = ["sword", null];
            // Two, one of them empty.
            print(slots.length);
            """);

    assertDiffers(report, 3, "nil at the end of an array");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4", "JIT", "universal"})
  void scriptsThatBehaveAlikeAgree(String luaTarget) {
    ParityReport report =
        compare(
            project(
                    luaTarget,
                    """
                    import { Bag } from "./bag";
                    import * as names from "./names";
                    const bag = new Bag<string>();
                    for (const word of names.all) bag.add(word.toUpperCase());
                    print(bag, bag.size, [1, 2, 3].map(n => n * 2), { a: "x", b: true });
                    print(`${0.5.toFixed(1)} ${"a,b".split(",").join("-")} ${Math.random() < 1}`);
                    let ticks = 0;
                    const unit = spawn("orc", 3);
                    export function onStart() {
                        unit.move(1);
                        return "started";
                    }
                    export function onUpdate(dt: number) {
                        ticks++;
                        unit.move(ticks);
                        return dt < 1 && ticks;
                    }
                    export class Wave {
                        private left = 2;
                        onUpdate(dt: number) { print("wave", --this.left, dt); }
                        onDestroy() { if (this.left === 0) throw new Error("no more"); }
                    }
                    try { throw new Error("caught"); } catch (e) { print(String(e)); }
                    """)
                .file(
                    "src/bag.ts",
                    """
                    export class Bag<T> {
                      private items: T[] = [];
                      add(item: T) { this.items.push(item); }
                      get size() { return this.items.length; }
                    }
                    """)
                .file("src/names.ts", "export const all = [\"grom\", \"thrall\"];\n"));

    assertEquals(List.of(), report.differences(), report::toString);
    assertTrue(report.agrees(), report::toString);
    assertTrue(report.steps() > 10, report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4"})
  void scriptWithoutEndEndsInItsBudget(String luaTarget) {
    ParityReport report =
        compare(luaTarget, "print(\"before\");\nlet n = 0;\nwhile (true) { n++; }\n");

    assertEquals(1, report.steps(), report::toString);
    assertEquals(2, report.notes().size(), report::toString);
    assertTrue(!report.agrees() && report.notes().getFirst().contains("did not end"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4"})
  void whatProtectsItselfEndsToo(String luaTarget) {
    ParityReport report =
        compare(
            luaTarget, "while (true) { try { while (true) {} } catch { print(\"caught\"); } }\n");

    assertEquals(0, report.steps(), report::toString);
    assertEquals(2, report.notes().size(), report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4"})
  @DisplayName("a function of the library that never returns ends with the run")
  void patternThatBacktracksForEver(String luaTarget) {
    ParityReport report =
        compare(
            project(
                    luaTarget,
                    """
                    print("before");
                    const many = string.rep("a", 40);
                    print(string.find(many, string.rep("a?", 40) + many + "b"));
                    """)
                .file(
                    "types/lua.d.ts",
                    """
                    declare namespace string {
                        function rep(this: void, text: string, times: number): string;
                        function find(this: void, text: string, pattern: string): number;
                    }
                    """));

    assertEquals(
        List.of("Lua did not end within 5 s"),
        report.notes().stream().filter(note -> note.startsWith("Lua ")).toList(),
        report::toString);
    assertTrue(report.steps() >= 1, report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4"})
  void memoryEndsBeforeTheMachinesDoes(String luaTarget) {
    ParityReport report =
        compare(
            luaTarget,
            """
            print("before");
            let text = "much";
            for (let i = 0; i < 40; i++) text += text;
            print(text.length);
            """);

    assertTrue(!report.agrees(), report::toString);
    assertTrue(report.steps() >= 1, report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.2", "5.4", "JIT"})
  @DisplayName("nothing of the machine is there")
  void sandbox(String luaTarget) {
    ParityReport report =
        compare(
            project(
                    luaTarget,
                    """
                    print(typeof (string as any).dump, typeof (debug as any).sethook);
                    print(os.execute("touch /tmp/scriptfarm-parity-was-here"));
                    """)
                .file(
                    "types/lua.d.ts",
                    """
                    declare const string: object;
                    declare const debug: object;
                    declare namespace os { function execute(this: void, command: string): unknown; }
                    """));

    assertTrue(
        report.differences().stream().noneMatch(d -> d.luaText().contains("0")), report::toString);
    assertTrue(
        !java.nio.file.Files.exists(java.nio.file.Path.of("/tmp/scriptfarm-parity-was-here")));
  }

  @Test
  void buildsAfterwardsAreTheSame() {
    TestProject project =
        project("5.4", "print([1].map(n => n + 1));\n")
            .file("src/other.ts", "export const a = 1;\n");
    Map<String, String> before = texts(project);
    project.file("README.json", "{}");
    ParityReport report = compare(project);

    assertTrue(report.agrees(), report::toString);
    assertEquals(before, texts(project));
  }
}
