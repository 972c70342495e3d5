package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectRootTest {
  @TempDir Path temporary;
  private Path top;
  private Path game;

  @BeforeEach
  void createFolders() throws IOException {
    top = temporary.toRealPath();
    game = Files.createDirectories(top.resolve("packages/game"));
    config("{}");
  }

  private void config(String json) throws IOException {
    Files.writeString(game.resolve("tsconfig.json"), json);
  }

  private Path root() throws SnapshotException {
    return ProjectRoot.of(ProjectConfig.read(game.resolve("tsconfig.json")));
  }

  @Test
  void isTheProjectsFolder() throws Exception {
    assertEquals(game, root());
  }

  @Test
  void growsToTheNearestNodeModules() throws Exception {
    Files.createDirectories(top.resolve("packages/node_modules"));
    Files.createDirectories(top.resolve("node_modules"));

    assertEquals(top.resolve("packages"), root());
  }

  @Test
  void growsToTheFarthestNodeModulesOfAWorkspace() throws Exception {
    Files.createDirectories(game.resolve("node_modules"));
    Files.createDirectories(top.resolve("node_modules"));
    Files.writeString(top.resolve("package.json"), "{\"workspaces\":[\"packages/*\"]}");

    assertEquals(top, root());
  }

  @Test
  void doesNotLeaveTheRepository() throws Exception {
    Files.createDirectories(top.resolve("node_modules"));
    Files.createDirectories(top.resolve("packages/.git"));

    assertEquals(game, root());
  }

  @Test
  void aWorkspaceAroundARepositoryCounts() throws Exception {
    Files.createDirectories(game.resolve(".git"));
    Files.createDirectories(top.resolve("node_modules"));
    Files.writeString(top.resolve("pnpm-workspace.yaml"), "packages: ['packages/*']");

    assertEquals(top, root());
  }

  @Test
  void growsToWhatTheConfigurationReaches() throws Exception {
    Path base = Files.createDirectories(top.resolve("packages/base"));
    Files.writeString(
        base.resolve("tsconfig.json"),
        """
        { // comments and trailing commas are fine
          "include": ["../../shared/**/*.ts", "src"],
        }
        """);
    config("{\"extends\": \"../base/tsconfig\"}");

    assertEquals(top, root());
  }

  @Test
  void pathMappingsAreRelativeToTheBaseUrl() throws Exception {
    config("{\"compilerOptions\":{\"baseUrl\":\"src\",\"paths\":{\"a\":[\"../lib/a\"]}}}");

    assertEquals(game, root());
  }

  @Test
  void outputFoldersDoNotMatter() throws Exception {
    config(
        "{\"compilerOptions\":{\"outDir\":\"../../dist\"}, \"tstl\":{\"luaBundle\":\"../b/x.lua\"}}");

    assertEquals(game, root());
    assertEquals(
        Set.of(top.resolve("dist"), top.resolve("packages/b")),
        ProjectConfig.read(game.resolve("tsconfig.json")).outputFolders());
  }

  @Test
  void aCycleOfExtendsEnds() throws Exception {
    Files.writeString(top.resolve("packages/base.json"), "{\"extends\":\"./game/tsconfig.json\"}");
    config("{\"extends\":[\"../base.json\"]}");

    assertEquals(top.resolve("packages"), root());
  }

  @Test
  void aBrokenConfigurationIsForTheFarmToTell() throws Exception {
    config("{\"include\": [\"..");

    assertEquals(game, root());
  }

  @Test
  void theRootOfTheFileSystemIsRefused() throws IOException {
    config("{\"include\": [\"../../../../../../../../../../../../x/*\"]}");

    SnapshotException refused = assertThrows(SnapshotException.class, this::root);

    assertEquals(true, String.valueOf(refused.getMessage()).contains("--root"));
  }
}
