package io.scriptfarm.contract.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
  private static final Toolchain TOOLCHAIN =
      new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain"));
  private static final Digest DIGEST = Digest.ofUtf8("content");
  private static final CompileKey KEY = CompileKey.of("test", "a", "b");
  private static final Project PROJECT =
      new Project(DIGEST, DIGEST, new ProjectPath("game/tsconfig.json"));
  private static final Plan.Task SCRIPT =
      new Plan.Task(KEY, new Plan.Script(new ProjectPath("src/main.ts")), 120);
  private static final Diagnostic DIAGNOSTIC =
      new Diagnostic(
          Diagnostic.Category.ERROR,
          2322,
          Optional.empty(),
          Optional.of(new Diagnostic.Location("src/main.ts", 10, 4, 2, 5)),
          "Type 'string' is not assignable to type 'number'.");

  static Stream<Arguments> values() {
    OutputFile output =
        new OutputFile(
            "dist/main.lua",
            Optional.of(new ProjectPath("src/main.ts")),
            DIGEST,
            7,
            Optional.of(DIGEST),
            true);
    return Stream.of(
        Arguments.of(new PlanJob("j", "b", PROJECT), Job.class),
        Arguments.of(new OpenJob("j", "b", PROJECT), Job.class),
        Arguments.of(
            new OpenJob(
                "j",
                "b",
                new Project(
                    DIGEST,
                    DIGEST,
                    new ProjectPath("tsconfig.json"),
                    Optional.of(new Invocation("..", List.of("--noHeader"))))),
            Job.class),
        Arguments.of(
            new TranspileJob(
                "j", "b", PROJECT, List.of(SCRIPT, new Plan.Task(KEY, new Plan.Declarations(), 0))),
            Job.class),
        Arguments.of(new LinkJob("j", "b", PROJECT), Job.class),
        Arguments.of(new LinkJob("j", "b", PROJECT, new TreeSet<>(Set.of(KEY)), true), Job.class),
        Arguments.of(
            new CompileOutcome.TooMuch(
                new TreeSet<>(Set.of(new ProjectPath("src/main.ts"))), "it took 10 s"),
            CompileOutcome.Unsettled.class),
        Arguments.of(
            new SaveJob("j", "b", PROJECT, new ProjectPath("src/main.ts"), Emit.JS), Job.class),
        Arguments.of(new BytecodeJob("j", "b", PROJECT, Set.of(BytecodeFormat.LUAJIT)), Job.class),
        Arguments.of(
            new TranspileJob.Transpiled(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(DIAGNOSTIC),
                List.of()),
            CompileOutcome.Settled.class),
        Arguments.of(
            new TranspileJob.Emitted(List.of(output), List.of(DIAGNOSTIC)),
            CompileOutcome.Settled.class),
        Arguments.of(
            new LinkJob.Artifact("dist/main.lua", Optional.empty(), DIGEST),
            CompileOutcome.Settled.class),
        Arguments.of(
            new LinkJob.Linked(List.of(output), List.of(), true), CompileOutcome.Settled.class),
        Arguments.of(
            new BytecodeJob.BytecodeCompiled(
                new TreeMap<>(
                    Map.of(
                        "dist/main.lua", new BytecodeJob.Loadable(DIGEST, 9),
                        "dist/wrong.lua", new BytecodeJob.Invalid(3, "'end' expected"))),
                List.of(DIAGNOSTIC)),
            CompileOutcome.Settled.class),
        Arguments.of(
            new Completion(
                "j",
                "w",
                Set.of(KEY),
                Map.of(KEY, Duration.ofMillis(7)),
                Map.of(KEY, new CompileOutcome.Incomplete(Set.of(DIGEST))),
                Duration.ofMillis(12)),
            Completion.class),
        Arguments.of(
            new Completion(
                "j",
                "w",
                Set.of(),
                Map.of(),
                Map.of(),
                Duration.ZERO,
                Optional.of(
                    new JobTimes(
                        Instant.EPOCH,
                        Instant.EPOCH.plusNanos(7_000),
                        List.of(new Slice(Phase.CHECK, Optional.empty(), 0, 7))))),
            Completion.class),
        Arguments.of(new ExplainJob("j", "b", PROJECT, PROJECT), Job.class),
        Arguments.of(
            new ExplainJob.Explained(
                new TreeMap<>(
                    Map.of(
                        new ProjectPath("src/main.ts"),
                        List.of(KeyChange.of(KeyChange.Part.SEES, "src/a.ts"))))),
            CompileOutcome.Settled.class),
        Arguments.of(
            new Plan(
                TOOLCHAIN,
                List.of(),
                new Plan.Sharded(List.of(SCRIPT)),
                List.of(DIAGNOSTIC),
                Set.of(DIGEST),
                Optional.of(BytecodeFormat.LUA54),
                new TreeMap<>(Map.of("luaTarget", "5.4", "lib", "a, b")),
                List.of(),
                List.of(new Plan.Unresolved("gone", new ProjectPath("src/main.ts"))),
                new Plan.Placement(
                    Optional.of("{}"),
                    new TreeMap<>(Map.of(new ProjectPath("src/main.ts"), "runContext=Client")))),
            Plan.class),
        Arguments.of(
            new Plan(
                TOOLCHAIN,
                List.of(
                    new Plan.Plugin(
                        "./plugin",
                        Plan.PluginKind.TRANSFORMER,
                        Optional.of(new ProjectPath("plugin.js")),
                        true)),
                new Plan.Whole(List.of(new ProjectPath("main.ts")), CompileKey.of("program")),
                List.of(),
                Set.of(),
                Optional.empty(),
                new TreeMap<>(),
                List.of(new Plan.Refused("net", new ProjectPath("plugin.js"))),
                List.of(),
                Plan.Placement.NONE),
            Plan.class),
        Arguments.of(
            new BuildEvent.OutputReady(
                "b",
                3,
                output,
                List.of(
                    new BuildEvent.Loadable(BytecodeFormat.LUA51, DIGEST, 9),
                    new BuildEvent.Invalid(BytecodeFormat.LUA52, 1, "unexpected symbol"),
                    new BuildEvent.Unavailable(BytecodeFormat.LUA53, "install it"))),
            BuildEvent.class),
        Arguments.of(
            new BuildEvent.Finished(
                "b",
                4,
                new BuildEvent.Aborted(CompileOutcome.Blame.RESOURCES, "no worker"),
                new BuildEvent.Summary(1, 0, 0, 1, Duration.ofSeconds(1))),
            BuildEvent.class));
  }

  @ParameterizedTest
  @MethodSource("values")
  void givesBackWhatWasWritten(Object value, Class<?> type) {
    assertEquals(value, Json.read(Json.write(value), type));
  }

  @Test
  @DisplayName("R5 alternatives are told by a kebab-case type, durations by milliseconds")
  void writesTheDocumentedShape() {
    String json =
        Json.write(new BuildEvent.Planned("b", 1, 2, 3, TOOLCHAIN, List.of()))
            + Json.write(Duration.ofSeconds(2));

    assertEquals(
        "{\"type\":\"planned\",\"build\":\"b\",\"sequence\":1,\"scripts\":2,\"cached\":3,"
            + "\"toolchain\":{\"typescript\":\"6.0.0\",\"typescriptToLua\":\"1.37.0\",\"digest\":\""
            + TOOLCHAIN.digest()
            + "\"},\"plugins\":[]}2000",
        json);
  }

  @Test
  @DisplayName("R5 a diagnostic has the documented fields and no other")
  void writesDiagnosticsAsDocumented() {
    assertEquals(
        "{\"category\":\"ERROR\",\"code\":2322,"
            + "\"location\":{\"file\":\"src/main.ts\",\"start\":10,\"length\":4,\"line\":2,\"column\":5},\"message\":\"Type"
            + " 'string' is not assignable to type 'number'.\"}",
        Json.write(DIAGNOSTIC));
  }

  @Test
  @DisplayName("R5 names that a message is about travel apart from its words")
  void writesNamesOfDiagnostics() {
    Diagnostic about =
        new Diagnostic(
            Diagnostic.Category.MESSAGE,
            7,
            Optional.of("scriptfarm"),
            Optional.empty(),
            "Variables were read",
            Optional.of(List.of("GAME_DEBUG")));

    String json = Json.write(about);

    assertTrue(
        json.endsWith("\"message\":\"Variables were read\",\"names\":[\"GAME_DEBUG\"]}"), json);
    assertEquals(about, Json.read(json, Diagnostic.class));
  }

  @Test
  void readsDiagnosticsOfWritersThatSaidMore() {
    String json = Json.write(DIAGNOSTIC).replaceFirst("}$", ",\"error\":true}");

    assertEquals(DIAGNOSTIC, Json.read(json, Diagnostic.class));
  }

  @Test
  void saysWhatIsWrongWithMalformedInput() {
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () ->
                Json.read(
                    "{\"toolchain\":\"zz\",\"snapshot\":\"\",\"config\":\"a\"}", Project.class));

    assertTrue(e.getMessage().contains("not a SHA-256 digest"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"toolchain":1,"snapshot":"a","config":"a"} | it is to be a text (at toolchain)
          {"toolchain":{},"snapshot":"a","config":"a"} | it is to be a text (at toolchain)
          {"config":"a"} | `toolchain` is missing or null (at toolchain)
          [1] | it is to be an object
          {"toolchain":nonsense} | Unrecognized token 'nonsense'
          {"toolchain": | it ends too early
          """)
  @DisplayName("R44 says what is wrong without a name of our classes")
  void namesNoClass(String json, String words) {
    String message =
        assertThrows(MalformedException.class, () -> Json.read(json, Project.class)).getMessage();

    assertTrue(message.startsWith("not a valid Project: " + words), message);
    assertFalse(message.contains("scriptfarm"), message);
    assertFalse(message.contains("java"), message);
  }

  @Test
  void refusesPathsThatLeaveTheProject() {
    for (String path :
        List.of("../x", "/etc/passwd", "a/../../b", "a//b", "", "a\\b", "a\u0000b")) {
      assertThrows(IllegalArgumentException.class, () -> new ProjectPath(path), path);
    }
  }
}
