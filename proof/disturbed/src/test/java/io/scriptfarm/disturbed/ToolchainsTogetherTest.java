package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R1 projects with compilers and plugins of their own, on one farm at once")
class ToolchainsTogetherTest {
  private static final Duration AT_MOST = Duration.ofMinutes(4);
  private static final String[] EXAMPLES = {
    "pinned-1.26", "pinned-1.33", "patched", "plugins", "transformers", "dungeon"
  };

  private final FarmProcess farm;

  ToolchainsTogetherTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName("each gets what its own tstl writes, while a plugin spoils what it can reach")
  void eachGetsItsOwn() throws IOException {
    Path parent = Repository.temporary("together");
    Map<String, Path> projects = new LinkedHashMap<>();
    for (String example : EXAMPLES) {
      projects.put(example, Repository.copyOf(example, parent));
    }
    Path hostile = Repository.copyOf("plugins", parent);
    Files.writeString(
        hostile.resolve("hostile.js"),
        """
        require("typescript").createPrinter = () => { throw new Error("spoilt"); };
        require("typescript-to-lua").LuaPrinter.prototype.print = () => "spoilt";
        Array.prototype.map = () => [];
        String.prototype.replace = () => "spoilt";
        module.exports = { beforeTransform() { throw new Error("I spoil what I can"); } };
        """);
    Files.writeString(
        hostile.resolve("tsconfig.hostile.json"),
        """
        {"extends": "./tsconfig.base.json", "tstl": {"luaPlugins": [{"name": "./hostile.js"}]}}
        """);
    farm.clearCache();

    Ran.Running spoiler = farm.startBuild(hostile, "-p", "tsconfig.hostile.json");
    Map<String, Ran.Running> clients = new LinkedHashMap<>();
    projects.forEach((example, project) -> clients.put(example, farm.startBuild(project)));
    CommandBuild spoilt = CommandBuild.of(spoiler.await(AT_MOST));
    clients.forEach(
        (example, client) -> {
          CommandBuild built = CommandBuild.of(client.await(AT_MOST));
          assertEquals(built.scripts(), built.compiled(), built::toString);
          assertEquals(
              Tstl.outputOf(example, "dist"),
              Tree.of(projects.get(example).resolve("dist")),
              example);
        });

    assertEquals(1, spoilt.exit(), spoilt::toString);
    assertTrue(spoilt.ran().toString().contains("I spoil what I can"), spoilt::toString);
  }
}
