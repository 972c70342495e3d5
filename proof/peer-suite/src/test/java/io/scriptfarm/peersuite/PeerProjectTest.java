package io.scriptfarm.peersuite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeerProjectTest {
  private static final LanguageExtensions EXTENSIONS =
      new LanguageExtensions(
          new TreeMap<>(Map.of("index.d.ts", Blob.ofUtf8("declare const a: 1;"))));

  @Test
  void saysOptionsInTheWordsOfATsconfig() throws Exception {
    PeerProject project =
        project(
            """
            {"main": "main.ts", "ts": "", "extra": {}, "options": {"target": 4, "jsx": 2,
             "lib": ["lib.esnext.d.ts"], "luaTarget": "5.4", "strict": false}}
            """);

    assertEquals(
        Json.mapper()
            .readTree(
                """
                {"compilerOptions": {"target": "es2017", "jsx": "react", "lib": ["esnext"],
                 "strict": false}, "tstl": {"luaTarget": "5.4"}, "files": ["./main.ts"]}
                """),
        tsconfig(project));
  }

  @Test
  void putsTheTsconfigWhereTheSuiteHasItsProjectRoot() throws Exception {
    PeerProject project =
        project(
            """
            {"main": "/proj/src/foo.ts", "ts": "", "extra": {}, "options": {"outDir": "/proj/dst"}}
            """);

    assertEquals(List.of("proj/src/foo.ts", "proj/src/tsconfig.json"), paths(project));
    assertEquals("../dst", tsconfig(project).at("/compilerOptions/outDir").asText());
    assertEquals("./foo.ts", tsconfig(project).at("/files/0").asText());
  }

  @Test
  void givesFilesAboveTheProjectAPlaceInTheSnapshot() throws Exception {
    PeerProject project =
        project(
            """
            {"main": "src/main.ts", "ts": "", "extra": {"../Module.ts": ""},
             "options": {"rootDir": "./src"}}
            """);

    assertEquals(
        List.of("Module.ts", "above/src/main.ts", "above/src/tsconfig.json"), paths(project));
    assertEquals("../../Module.ts", tsconfig(project).at("/files/0").asText());
    assertEquals("src/main.lua", project.suitePath("above/src/main.lua"));
  }

  @Test
  void bringsTheTypingsPackageOnlyToThoseWhoNameIt() throws Exception {
    PeerProject project =
        project(
            """
            {"main": "main.ts", "ts": "", "extra": {}, "options": {"types": ["<language-extensions>"]}}
            """);

    assertEquals(
        List.of(
            "main.ts",
            "node_modules/@typescript-to-lua/language-extensions/index.d.ts",
            "tsconfig.json"),
        paths(project));
  }

  @Test
  void leavesLuaOutOfTheRootFilesButInTheSnapshot() throws Exception {
    PeerProject project =
        project(
            """
            {"main": "main.ts", "ts": "", "extra": {"a.lua": "return 1"}, "options": {}}
            """);

    assertEquals(List.of("a.lua", "main.ts", "tsconfig.json"), paths(project));
    assertEquals("[\"./main.ts\"]", tsconfig(project).path("files").toString());
  }

  @Test
  void refusesAnEnumThatHasNoWordYet() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            project(
                """
                {"main": "main.ts", "ts": "", "extra": {}, "options": {"target": 77}}
                """));
  }

  private static PeerProject project(String line) throws Exception {
    return PeerProject.of(PeerCase.of(Json.mapper().readTree(line), "a case"), EXTENSIONS);
  }

  private static Snapshot snapshot(PeerProject project) {
    return SnapshotCodec.decode(Objects.requireNonNull(project.blobs().get(project.snapshot())));
  }

  private static List<String> paths(PeerProject project) {
    return snapshot(project).entries().keySet().stream().map(ProjectPath::value).toList();
  }

  private static JsonNode tsconfig(PeerProject project) throws Exception {
    Snapshot.File file =
        (Snapshot.File) Objects.requireNonNull(snapshot(project).entries().get(project.config()));
    return Json.mapper()
        .readTree(Objects.requireNonNull(project.blobs().get(file.digest())).bytes());
  }
}
