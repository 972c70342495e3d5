package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
  void saysWhyItIsNotTheProjectsFolder() throws IOException {
    Files.createDirectories(top.resolve("node_modules"));
    config("{\"extends\":\"../base.json\"}");

    assertEquals(
        List.of(
            new ProjectRoot.Reason(game, "the folder of the tsconfig"),
            new ProjectRoot.Reason(
                top.resolve("packages"),
                "the configuration names " + top.resolve("packages/base.json")),
            new ProjectRoot.Reason(top, "holds " + top.resolve("node_modules"))),
        ProjectRoot.reasons(ProjectConfig.read(game.resolve("tsconfig.json"))));
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
        Set.of(top.resolve("dist"), top.resolve("packages/b"), top.resolve("b")),
        ProjectConfig.read(game.resolve("tsconfig.json")).outputs().places());
  }

  @Test
  void growsToPluginsWhicheverConfigurationNamesThem() throws Exception {
    Path base = Files.createDirectories(game.resolve("config/deep"));
    Files.writeString(
        base.resolve("base.json"),
        """
        {"tstl": {"luaPlugins": [{"name": "../tools/plugin.js"}, {"name": "@studio/numbers/strict"}]}}
        """);
    config(
        """
        {"extends": "./config/deep/base.json",
         "compilerOptions": {"plugins": [{"transform": "paths"}, {"name": "of-an-editor"}]}}
        """);
    ProjectConfig config = ProjectConfig.read(game.resolve("tsconfig.json"));

    assertEquals(top.resolve("packages"), ProjectRoot.of(config));
    assertEquals(Set.of(top.resolve("packages/tools/plugin.js")), without(config, base));
    assertEquals(Set.of("@studio/numbers", "paths"), config.packages());
    assertTrue(config.runsPlugins());
  }

  private static Set<Path> without(ProjectConfig config, Path folder) {
    return config.reaches().stream()
        .filter(path -> !path.startsWith(folder))
        .collect(Collectors.toSet());
  }

  @Test
  void anEditorsPluginIsNoPlugin() throws Exception {
    config("{\"compilerOptions\": {\"plugins\": [{\"name\": \"of-an-editor\"}]}}");

    assertFalse(ProjectConfig.read(game.resolve("tsconfig.json")).runsPlugins());
  }

  @Test
  void pluginsOfAConfigurationInAPackageAreFound() throws Exception {
    Path base = Files.createDirectories(top.resolve("node_modules/@studio/config"));
    Files.writeString(
        base.resolve("package.json"), "{\"exports\":{\"./game\":\"./presets/game.json\"}}");
    Files.createDirectories(base.resolve("presets"));
    Files.writeString(base.resolve("presets/game.json"), "{}");
    config("{\"extends\": \"@studio/config/game\"}");
    assertFalse(ProjectConfig.read(game.resolve("tsconfig.json")).runsPlugins());

    Files.writeString(
        base.resolve("presets/game.json"),
        "{\"tstl\": {\"luaPlugins\": [{\"name\": \"numbers\"}]}}");
    assertTrue(ProjectConfig.read(game.resolve("tsconfig.json")).runsPlugins());

    config("{\"extends\": \"@studio/elsewhere\"}");
    assertTrue(ProjectConfig.read(game.resolve("tsconfig.json")).runsPlugins(), "one cannot know");
  }

  @Test
  void growsToWhatReferencedProjectsReadAndWrite() throws Exception {
    Path rules = Files.createDirectories(game.resolve("rules"));
    Files.writeString(
        rules.resolve("tsconfig.json"),
        """
        {"compilerOptions": {"outDir": "../../built/rules"},
         "references": [{"path": "../../../text/tsconfig.lib.json"}, {"path": ".."}]}
        """);
    config("{\"references\": [{\"path\": \"./rules\"}]}");

    assertEquals(top, root());
    assertEquals(
        Set.of(), ProjectConfig.read(game.resolve("tsconfig.json")).outputs().places(), "theirs");
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
