package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.TranspileJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R8 a script as JavaScript")
class JavaScriptTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  private static TestProject game(String options) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler","resolveJsonModule":true%s},
             "tstl":{"luaTarget":"5.4"}}\
            """
                .formatted(options))
        .file(
            "src/kinds.ts",
            "export const enum Kind { Orc = 7 }\nexport interface Unit { hp: number }\n")
        .file(
            "src/main.ts",
            """
            import { Kind, type Unit } from "./kinds";
            import names from "./names.json";
            export class Orc implements Unit {
              hp = 3;
              kind: Kind = Kind.Orc;
              rest?: string;
            }
            const orc = new Orc();
            export const told = `${names.orc} ${orc.hp ?? 0}`;
            """)
        .file("src/names.json", "{ \"orc\": \"Grom\" }\n");
  }

  private record Emitted(Map<String, String> texts, TranspileJob.Emitted outcome) {}

  private static Emitted emit(TestProject project, String script) {
    project.plan(COMPILER);
    Product product = project.transpile(COMPILER, new Plan.JavaScript(new ProjectPath(script)));
    TranspileJob.Emitted outcome = (TranspileJob.Emitted) product.outcome();
    return new Emitted(texts(outcome.outputs(), product.blobs()), outcome);
  }

  private static Map<String, String> texts(List<OutputFile> outputs, List<Blob> blobs) {
    Map<Digest, String> byDigest =
        blobs.stream().collect(Collectors.toMap(Blob::digest, Blob::utf8, (a, b) -> a));
    Map<String, String> texts = new TreeMap<>();
    outputs.forEach(output -> texts.put(output.path(), byDigest.get(output.digest())));
    return texts;
  }

  @Test
  void isWhatTypeScriptMeansBesideTheScript() {
    Emitted emitted = emit(game(",\"target\":\"es2015\""), "src/main.ts");

    assertEquals(
        """
        import names from "./names.json";
        export class Orc {
            constructor() {
                this.hp = 3;
                this.kind = 7 /* Kind.Orc */;
            }
        }
        const orc = new Orc();
        export const told = `${names.orc} ${orc.hp ?? 0}`;
        //# sourceMappingURL=main.js.map\
        """,
        emitted.texts().get("src/main.js"));
    assertTrue(emitted.texts().get("src/main.js.map").contains("sourcesContent"));
    OutputFile file =
        emitted.outcome().outputs().stream()
            .filter(o -> o.path().endsWith(".js"))
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.of(Digest.ofUtf8(emitted.texts().get("src/main.js.map"))), file.map());
  }

  @Test
  void fieldsAreDefinedWhereTheProjectDefinesThem() {
    assertTrue(emit(game(""), "src/main.ts").texts().get("src/main.js").contains("    rest;\n"));
  }

  @Test
  void jsonStaysWhatItIs() {
    assertEquals(
        Map.of("src/names.json", "{ \"orc\": \"Grom\" }\n"),
        emit(game(""), "src/names.json").texts());
  }

  @Test
  void whateverTheProjectIsConfiguredToWrite() {
    String plain = emit(game(",\"target\":\"es2022\""), "src/main.ts").texts().get("src/main.js");
    for (String option :
        List.of(
            ",\"noEmit\":true",
            ",\"declaration\":true,\"emitDeclarationOnly\":true",
            ",\"inlineSourceMap\":true",
            ",\"noEmitOnError\":true",
            ",\"composite\":true",
            ",\"sourceMap\":true,\"sourceRoot\":\"/x\",\"mapRoot\":\"/y\"")) {
      Emitted emitted = emit(game(",\"target\":\"es2022\"" + option), "src/main.ts");
      assertEquals(plain, emitted.texts().get("src/main.js"), option);
      assertEquals(
          List.of("src/main.js", "src/main.js.map"), List.copyOf(emitted.texts().keySet()));
    }
  }

  @Test
  void errorsAreToldAndTheScriptIsThereAllTheSame() {
    TestProject project = game("").file("src/main.ts", "export const n: number = \"one\";\n");
    Emitted emitted = emit(project, "src/main.ts");

    assertEquals(2322, emitted.outcome().diagnostics().getFirst().code());
    assertTrue(emitted.texts().get("src/main.js").startsWith("export const n = \"one\";"));
  }

  @Test
  void luaIsTheSameAfterwards() {
    TestProject.Build before = game(",\"target\":\"es2015\"").build(COMPILER);
    TestProject project = game(",\"target\":\"es2015\"").file("README.json", "{}");
    emit(project, "src/main.ts");

    assertEquals(before.texts(), project.build(COMPILER).texts());
  }

  @Test
  @DisplayName("leaves nothing in the checker, which the Lua is made with")
  void luaOfTheSameProgramIsTheSame() {
    String names = "export const all = [\"grom\"];\n";
    String main =
        """
        import * as names from "./names";
        export const shouts = names.all.map(name => name.toUpperCase());
        """;
    TestProject.Build before =
        game("")
            .file("src/all.ts", "")
            .file("src/names.ts", names)
            .file("src/main.ts", main)
            .build(COMPILER);
    TestProject project = game("").file("src/names.ts", names).file("src/main.ts", main);
    var saved = project.save(COMPILER, "src/main.ts", Emit.JS);
    var run =
        new RunnableWork(project)
            .run(
                new ParityJob("job", "build", project.project(), new ProjectPath("src/main.ts"), 0),
                COMPILER);

    assertEquals(
        before.texts().get("out/src/main.lua"),
        project.build(COMPILER).texts().get("out/src/main.lua"));
  }

  @Test
  void savedScriptComesUnchecked() {
    TestProject project = game("").file("src/main.ts", "export const n: number = \"one\";\n");
    Product product = project.save(COMPILER, "src/main.ts", Emit.JS);
    SaveJob.Saved saved = (SaveJob.Saved) product.outcome();

    assertTrue(
        texts(saved.outputs(), product.blobs())
            .get("src/main.js")
            .startsWith("export const n = \"one\";"));
  }

  @Test
  @DisplayName("R4 its key is none of its Lua's, and changes with it")
  void keys() {
    TestProject project = game("");
    Plan plan = project.plan(COMPILER);
    Plan.Task lua = ((Plan.Sharded) plan.work()).tasks().getFirst();
    Plan.Task js = plan.javaScript().getFirst();
    project.file(
        "src/kinds.ts",
        "export const enum Kind { Orc = 8 }\nexport interface Unit { hp: number }\n");
    Plan.Task after = project.plan(COMPILER).javaScript().getFirst();

    assertTrue(!lua.key().equals(js.key()) && !js.key().equals(after.key()));
    assertEquals(lua.weight(), js.weight());
  }
}
