package io.scriptfarm.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R44 a farm that names outputs where none belong writes nothing")
class RefusedOutputsTest {
  private static final String OUT = "{\"compilerOptions\":{\"outDir\":\"out\"}}";

  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();
  private Path project;
  private Cli cli;

  @BeforeEach
  void createProject() throws IOException {
    project = Files.createDirectories(folder.toRealPath().resolve("game"));
    write("tsconfig.json", OUT);
    write("package.json", "{}");
    write("src/main.ts", "main");
    write(".git/config", "mine");
    write("build.sh", "mine");
    cli = new Cli(folder.toRealPath(), farm.uri());
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private void write(String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void farmWrites(String path) {
    Blob blob = Blob.ofUtf8("theirs");
    farm.put(blob);
    farm.moreOutputs =
        List.of(
            new OutputFile(
                path, Optional.empty(), blob.digest(), blob.size(), Optional.empty(), false));
  }

  private void assertRefused(String path) {
    farmWrites(path);

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code(), path);
    assertTrue(result.err().contains("refused to write the output " + path + ": "), result.err());
    assertFalse(Files.exists(project.resolve("out")), "nothing is written");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsconfig.json",
        "package.json",
        "src/main.ts",
        "src/new.lua",
        "build.sh",
        ".git/config",
        ".git/hooks/post-checkout",
        "out/.git/hooks/post-checkout",
        "node_modules/lib/index.js",
        "../beside/x.lua"
      })
  void nextToAnOutputFolder(String path) {
    assertRefused(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsconfig.json",
        "package.json",
        "src/main.ts",
        "build.sh",
        ".git/hooks/post-checkout",
        ".vscode/tasks.json",
        "node_modules/lib/index.js",
        "../beside/x.lua"
      })
  void besideSources(String path) throws IOException {
    write("tsconfig.json", "{}");
    assertRefused(path);
  }

  @Test
  void whatTstlNamesReplacesWhatItLeftBesideSources() throws IOException {
    write("tsconfig.json", "{}");
    write("src/main.lua", "of an earlier tstl");
    farmWrites("src/main.lua");

    cli.json(0, "build", "game");

    assertEquals("theirs", Files.readString(project.resolve("src/main.lua")));
  }

  @Test
  void anOutputOfTheBuildBeforeIsReplacedAndAnEditedOneIsNot() throws IOException {
    write("tsconfig.json", "{}");
    farmWrites("report.txt");
    cli.json(0, "build", "game");
    Blob next = Blob.ofUtf8("next");
    farm.put(next);
    farm.moreOutputs =
        List.of(
            new OutputFile(
                "report.txt",
                Optional.empty(),
                next.digest(),
                next.size(),
                Optional.empty(),
                false));
    cli.json(0, "build", "game");
    assertEquals("next", Files.readString(project.resolve("report.txt")));

    write("report.txt", "edited by hand");
    assertEquals(3, cli.run("build", "game").code());
    assertEquals("edited by hand", Files.readString(project.resolve("report.txt")));
  }

  @Test
  void aLinkThatLeadsOutIsNotWrittenThroughThoughTheSnapshotIsTakenThroughIt() throws IOException {
    Path shared = Files.createDirectories(folder.toRealPath().resolve("shared"));
    Files.writeString(shared.resolve("tool.ts"), "tool");
    write("tsconfig.json", "{}");
    Files.createSymbolicLink(project.resolve("src/shared"), shared);

    assertRefused("src/shared/report.txt");
    farmWrites("src/shared/tool.lua");
    cli.json(0, "build", "game");

    assertTrue(Files.exists(shared.resolve("tool.lua")), "where tstl puts it");
    assertFalse(Files.exists(shared.resolve("report.txt")));
  }

  @Test
  void aLinkInTheOutputFolderDoesNotLeadToSources() throws IOException {
    Files.createDirectories(project.resolve("out"));
    Files.createSymbolicLink(project.resolve("out/code"), project.resolve("src"));
    farmWrites("out/code/main.ts");

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code(), result.err());
    assertEquals("main", Files.readString(project.resolve("src/main.ts")));
  }

  @Test
  void aConfigurationInAPackageNamesTheOutputFolder() throws IOException {
    write("node_modules/@studio/base/package.json", "{\"name\":\"@studio/base\"}");
    write(
        "node_modules/@studio/base/tsconfig.json",
        "{\"compilerOptions\":{\"outDir\":\"${configDir}/../mod\"}}");
    write("tsconfig.json", "{\"extends\":\"@studio/base\"}");
    farm.outDir = "../mod";

    cli.json(0, "build", "game");

    assertEquals("-- main", Files.readString(folder.resolve("mod/main.lua")));
    assertRefused("src/new.lua");
  }
}
