package io.scriptfarm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.WorkspaceName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R44 a request for a build")
class BuildRequestTest {
  private static final String NOBODY = "0".repeat(64);
  private static final Digest SNAPSHOT = new Digest(NOBODY);
  private static final ProjectPath CONFIG = new ProjectPath("tsconfig.json");

  private static String message(String json) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> BuildRequest.parse(json), json);
    return Objects.requireNonNull(e.getMessage());
  }

  private static String with(String fields) {
    return "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"tsconfig.json\", " + fields + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "42",
        "{}",
        "{\"snapshot\": \"abc\", \"config\": \"tsconfig.json\"}",
        "{\"snapshot\": null, \"config\": null}",
        "{\"snapshot\": [\"a\"]}",
        "{\"snapshot\": 7, \"config\": {}}",
        "{\"snapshot\": \"0\", \"config\": \"../../etc/passwd\"}",
      })
  @DisplayName("that is none is refused by its name")
  void isNone(String json) {
    String message = message(json);
    assertTrue(message.startsWith("not a valid BuildRequest: "), message);
    assertTrue(!message.contains("Exception"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", ""})
  @DisplayName("names a configuration within the snapshot")
  void staysInTheSnapshot(String config) {
    String message = message("{\"snapshot\": \"" + NOBODY + "\", \"config\": \"" + config + "\"}");
    assertTrue(message.contains("config"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "lane": "fast"         | lane is `interactive`, `ci` or `bulk`, not fast
          "emit": "wasm"         | emit is `lua` or `js`, not wasm
          "publish": "No Name"   | `publish` names a workspace by 1 to 64 lower-case letters, digits, `.`, `-` and `_`
          "session": ""          | `session` has 1 to 100 characters, not 0
          "folder": "/etc"       | `folder` and `options`: a folder is relative to the project, with `/`, and has at most 4096 characters
          "options": ["@all"]    | `folder` and `options`: files of options (@file) are not read here; write the options themselves
          """)
  @DisplayName("whose field has no meaning is told which and what to do")
  void hasAFieldWithoutMeaning(String field, String expected) {
    assertEquals(expected, message(with(field)));
  }

  @Test
  @DisplayName("asks for bytecode that exists, and saves no more than a few scripts")
  void isBounded() {
    assertTrue(message(with("\"bytecode\": [\"lua99\"]")).startsWith("`bytecode`: "));
    String saved =
        IntStream.range(0, 17)
            .mapToObj(i -> "\"s" + i + ".ts\"")
            .collect(Collectors.joining(", ", "\"saved\": [", "]"));
    assertEquals(
        "`saved` names at most 16 scripts, not 17; a build without it compiles them all",
        message(with(saved)));
  }

  @Test
  @DisplayName("says how tstl would be called, unless that goes without saying")
  void hasAnInvocation() {
    assertEquals(
        Optional.empty(), BuildRequest.parse(with("\"folder\": \"\"")).source().invocation());
    assertEquals(
        Optional.of(new Invocation("..", List.of())),
        BuildRequest.parse(with("\"folder\": \"..\"")).source().invocation());
    assertEquals(
        Optional.of(new Invocation("", List.of("--noHeader"))),
        BuildRequest.parse(with("\"options\": [\"--noHeader\"]")).source().invocation());
  }

  @Test
  @DisplayName("has defaults, and ignores what it does not know")
  void hasDefaults() {
    assertEquals(
        BuildRequest.of(SNAPSHOT, CONFIG, Urgency.BULK),
        BuildRequest.parse(with("\"newer\": true")));
  }

  @Test
  @DisplayName("comes back from its JSON as it was")
  void comesBack() {
    BuildRequest all =
        new BuildRequest(
            new BuildRequest.Source(
                SNAPSHOT,
                CONFIG,
                Optional.of(new Invocation("src", List.of("--luaTarget", "5.3")))),
            new BuildRequest.Turn(
                Urgency.INTERACTIVE, Set.of(new ProjectPath("a.ts")), Optional.of("an editor")),
            new BuildRequest.Products(
                Emit.JS,
                Set.of(BytecodeFormat.LUA51),
                Optional.of(
                    new BuildRequest.Publish(Optional.of(new WorkspaceName("dungeon")), true)),
                true),
            new BuildRequest.Insight(
                true, Optional.of(new BuildRequest.Since(SNAPSHOT, Optional.of(SNAPSHOT)))));
    BuildRequest unnamed =
        BuildRequest.of(SNAPSHOT, CONFIG, Urgency.BULK)
            .with(
                BuildRequest.Products.published(new BuildRequest.Publish(Optional.empty(), false)));

    assertEquals(all, BuildRequest.parse(Json.write(all)));
    assertEquals(unnamed, BuildRequest.parse(Json.write(unnamed)));
    assertEquals(
        "{\"snapshot\":\"" + NOBODY + "\",\"config\":\"tsconfig.json\",\"lane\":\"bulk\"}",
        Json.write(BuildRequest.of(SNAPSHOT, CONFIG, Urgency.BULK)));
  }
}
