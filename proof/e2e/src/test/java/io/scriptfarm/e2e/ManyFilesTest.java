package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A project of 20,000 scripts; prints its figures. Takes minutes, so it is left out unless asked
/// for.
@Tag("farm")
@Tag("slow")
@ExtendWith(SharedFarm.class)
@DisplayName("R43 20,000 scripts")
class ManyFilesTest {
  private static final int SCRIPTS = Integer.getInteger("e2e.scripts", 20_000);
  private static final Duration AT_MOST = Duration.ofMinutes(30);

  private final FarmProcess farm;

  ManyFilesTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName("build, and build again from the cache")
  void build() throws IOException {
    Path project = Repository.temporary("many");
    Files.writeString(
        project.resolve("tsconfig.json"),
        """
        {"compilerOptions": {"target": "ESNext", "lib": ["ESNext"], "rootDir": "src",
          "outDir": "out", "types": []}, "include": ["src"], "tstl": {"luaTarget": "5.4"}}
        """);
    for (int i = 0; i < SCRIPTS; i++) {
      Path folder = Files.createDirectories(project.resolve("src/part" + i / 200));
      int before = i - 1;
      String importing =
          i % 200 == 0
              ? "const before = 0;\n"
              : "import { value as before } from './script" + before + "';\n";
      Files.writeString(
          folder.resolve("script" + i + ".ts"),
          importing + "export const value: number = before + " + i + ";\n");
    }
    for (String pass : new String[] {"first", "again"}) {
      CommandBuild built = CommandBuild.of(farm.startBuild(project).await(AT_MOST));
      System.out.println(SCRIPTS + " scripts, " + pass + ": " + built.json());
      assertEquals(0, built.exit(), () -> built.ran().err() + farm.logs());
      assertEquals(SCRIPTS, built.scripts());
      assertEquals(pass.equals("first") ? SCRIPTS : 0, built.compiled());
    }
    assertEquals(SCRIPTS, Tree.of(project.resolve("out")).files().size());
  }
}
