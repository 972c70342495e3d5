package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProjectSnapshotTest extends SnapshotCase {
  @Test
  void listsWhatCanMatterAndSkipsTheRest() throws Exception {
    for (String path :
        new String[] {
          "src/view.tsx",
          "src/module.mts",
          "src/types.d.ts",
          "data/items.json",
          "lib/native.lua",
          "plugin.cjs",
          ".generated/hidden.ts",
          "node_modules/.pnpm/a@1/node_modules/a/index.d.ts",
        }) {
      file(path, path);
    }
    for (String path :
        new String[] {
          "README.md",
          "src/main.ts.map",
          ".git/config.json",
          "node_modules/.bin/run.js",
          ".vscode/settings.json",
          "Makefile",
          "src/.ts.swp",
        }) {
      file(path, path);
    }

    assertEquals(
        Set.of(
            "tsconfig.json",
            "src/main.ts",
            "src/view.tsx",
            "src/module.mts",
            "src/types.d.ts",
            "data/items.json",
            "lib/native.lua",
            "plugin.cjs",
            ".generated/hidden.ts",
            "node_modules/.pnpm/a@1/node_modules/a/index.d.ts"),
        paths());
  }

  @Test
  void theSnapshotHasTheDigestsOfTheFilesAndTheirSources() throws Exception {
    ProjectSnapshot snapshot = take(ProjectMemory.none());

    assertEquals(
        new Snapshot.File(Digest.ofUtf8("main"), 4),
        snapshot.snapshot().entries().get(new ProjectPath("src/main.ts")));
    assertEquals(root.resolve("src/main.ts"), snapshot.sources().get(Digest.ofUtf8("main")).file());
    assertEquals(snapshot.snapshot(), SnapshotCodec.decode(Blob.of(snapshot.encoded().bytes())));
    assertEquals(new ProjectPath("tsconfig.json"), snapshot.configPath());
  }

  @Test
  void linksInsideTheRootStayLinks() throws Exception {
    file("packages/a/index.ts", "a");
    Files.createDirectories(root.resolve("node_modules/@ws"));
    Files.createSymbolicLink(root.resolve("node_modules/@ws/a"), Path.of("../../packages/a"));
    Files.createSymbolicLink(root.resolve("absolute"), root.resolve("packages/a"));
    Files.createSymbolicLink(root.resolve("src/again.ts"), Path.of("main.ts"));

    assertEquals(
        Map.of(
            "node_modules/@ws/a", "../../packages/a",
            "absolute", "packages/a",
            "src/again.ts", "main.ts"),
        links(take(ProjectMemory.none())));
  }

  @Test
  void loopsOfLinksEnd() throws Exception {
    Files.createSymbolicLink(root.resolve("src/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("src/self"), Path.of("self"));
    Files.createSymbolicLink(root.resolve("src/dangling.ts"), Path.of("nowhere.ts"));
    Path outside = Files.createDirectories(top.resolve("outside/deep"));
    Files.writeString(outside.resolve("x.ts"), "x");
    Files.createSymbolicLink(outside.resolve("back"), Path.of(".."));
    Files.createSymbolicLink(outside.resolve("home"), top);
    Files.createSymbolicLink(root.resolve("outside"), top.resolve("outside"));

    ProjectSnapshot snapshot = take(ProjectMemory.none());

    assertEquals(Map.of("src/up", ".."), links(snapshot));
    assertTrue(
        snapshot.snapshot().entries().containsKey(new ProjectPath("outside/deep/x.ts")),
        "what is outside is taken as content");
    assertEquals(2, snapshot.warnings().size(), snapshot.warnings().toString());
    assertEquals(Set.of(top.resolve("outside")), snapshot.followedLinks());
  }

  @Test
  void possibleTrapsInNamesAreLeftOutWithAWarning() throws Exception {
    file("src/back\\slash.ts", "x");
    file("src/line\nbreak.ts", "x");
    file("src/größe 日本.ts", "fine");

    ProjectSnapshot snapshot = take(ProjectMemory.none());

    assertEquals(2, snapshot.warnings().size(), snapshot.warnings().toString());
    assertTrue(snapshot.warnings().stream().noneMatch(w -> w.contains("\n")));
    assertTrue(snapshot.snapshot().entries().containsKey(new ProjectPath("src/größe 日本.ts")));
  }

  private Set<String> pathsOf(ProjectSnapshot snapshot, Set<Digest> digests) {
    Set<String> paths = new TreeSet<>();
    digests.forEach(digest -> paths.add(snapshot.sources().get(digest).path().value()));
    return paths;
  }

  @Test
  void sendsAheadWhatTheProjectNamesAndNothingOfOtherPackages() throws Exception {
    file("tsconfig.json", "{\"compilerOptions\":{\"types\":[\"globals/5.4\"]}}");
    file(
        "src/main.ts",
        "import { x } from '@scope/typed/inside'; import big from \"big\"; import ts from 'typescript'");
    file("node_modules/@scope/typed/package.json", "{\"dependencies\":{\"deep\":\"1\"}}");
    file("node_modules/@scope/typed/inside.d.ts", "typings");
    file("node_modules/@scope/typed/native.lua", "lua");
    file("node_modules/@scope/typed/index.js", "js");
    file("node_modules/@scope/typed/node_modules/deep/package.json", "{\"name\":\"deep\"}");
    file("node_modules/@scope/typed/node_modules/deep/index.d.ts", "deep");
    file("node_modules/globals/package.json", "{\"name\":\"globals\"}");
    file("node_modules/globals/5.4.d.ts", "globals");
    file("node_modules/unused/package.json", "{\"name\":\"unused\"}");
    file("node_modules/unused/index.d.ts", "unused");
    file("node_modules/typescript/package.json", "{\"name\":\"typescript\"}");
    file("node_modules/typescript/lib/lib.d.ts", "lib");
    file("node_modules/big/package.json", "{\"name\":\"big\"}");
    file("node_modules/big/index.d.ts", "x".repeat(5000));

    ProjectSnapshot snapshot = take(ProjectMemory.none());

    assertEquals(
        Set.of(
            "tsconfig.json",
            "src/main.ts",
            "node_modules/@scope/typed/package.json",
            "node_modules/@scope/typed/inside.d.ts",
            "node_modules/@scope/typed/native.lua",
            "node_modules/@scope/typed/node_modules/deep/package.json",
            "node_modules/@scope/typed/node_modules/deep/index.d.ts",
            "node_modules/globals/package.json",
            "node_modules/globals/5.4.d.ts",
            "node_modules/big/package.json"),
        pathsOf(snapshot, snapshot.likelyNeeded(4000)));
  }

  @Test
  void sendsAheadThroughLinksOfAWorkspace() throws Exception {
    file("games/a/tsconfig.json", "{}");
    file("games/a/main.ts", "import 'shared'; import type { T } from 'typed'");
    file("games/b/main.ts", "not of this project");
    file("libs/shared/package.json", "{\"name\":\"shared\"}");
    file("libs/shared/src/index.ts", "shared");
    file("node_modules/.pnpm/typed@1/node_modules/typed/package.json", "{\"name\":\"typed\"}");
    file("node_modules/.pnpm/typed@1/node_modules/typed/index.d.ts", "typed");
    Path modules = Files.createDirectories(root.resolve("games/a/node_modules"));
    Files.createSymbolicLink(modules.resolve("shared"), Path.of("../../../libs/shared"));
    Files.createSymbolicLink(
        modules.resolve("typed"),
        Path.of("../../../node_modules/.pnpm/typed@1/node_modules/typed"));

    ProjectSnapshot snapshot =
        ProjectSnapshot.take(
            ProjectConfig.read(root.resolve("games/a/tsconfig.json")),
            root,
            ProjectMemory.none(),
            Set.of(),
            clock);

    assertEquals(
        Set.of(
            "games/a/main.ts",
            "games/a/tsconfig.json",
            "libs/shared/package.json",
            "libs/shared/src/index.ts",
            "node_modules/.pnpm/typed@1/node_modules/typed/index.d.ts",
            "node_modules/.pnpm/typed@1/node_modules/typed/package.json"),
        pathsOf(snapshot, snapshot.likelyNeeded(100_000)).stream()
            .map(path -> path.equals("tsconfig.json") ? "games/a/tsconfig.json" : path)
            .collect(java.util.stream.Collectors.toSet()));
  }

  @Test
  void aModuleOfAPackageBringsItsPackageAndWhatThatDependsOn() throws Exception {
    file("node_modules/yaml/package.json", "{\"dependencies\":{\"args\":\"1\"}}");
    file("node_modules/yaml/index.js", "yaml");
    file("node_modules/yaml/lib/load.js", "load");
    file("node_modules/args/package.json", "{\"name\":\"args\"}");
    file("node_modules/args/args.cjs", "args");
    file("node_modules/other/index.js", "other");
    file("node_modules/typescript/lib/lib.d.ts", "lib");
    file("node_modules/typescript/lib/lib.es5.d.ts", "lib5");
    file("node_modules/typescript/lib/tsserver.js", "server");
    ProjectSnapshot snapshot = take(ProjectMemory.none());

    assertEquals(
        Set.of(
            "node_modules/yaml/package.json",
            "node_modules/yaml/index.js",
            "node_modules/yaml/lib/load.js",
            "node_modules/args/package.json",
            "node_modules/args/args.cjs"),
        pathsOf(snapshot, snapshot.companions(Set.of(Digest.ofUtf8("yaml")), 100_000)));
    assertEquals(
        Set.of("node_modules/typescript/lib/lib.d.ts", "node_modules/typescript/lib/lib.es5.d.ts"),
        pathsOf(snapshot, snapshot.companions(Set.of(Digest.ofUtf8("lib")), 100_000)));
    assertEquals(Set.of(), snapshot.companions(Set.of(Digest.ofUtf8("main")), 100_000));
  }

  @Test
  void filesOfOtherKindsAreListedOnlyForPlugins() throws Exception {
    for (String path :
        new String[] {
          "data/table.csv", "LICENSE", ".env", ".secrets/key.txt", "node_modules/a/a.txt"
        }) {
      file(path, path);
    }
    file("data/huge.txt", "x".repeat((int) TreeListing.LARGEST_OTHER + 1));
    assertEquals(Set.of("tsconfig.json", "src/main.ts"), paths());

    file("tsconfig.json", "{\"tstl\":{\"luaPlugins\":[{\"name\":\"./p.js\"}]}}");
    assertEquals(Set.of("tsconfig.json", "src/main.ts", "data/table.csv", "LICENSE"), paths());
  }

  @Test
  void twentyThousandFilesTakeSecondsOnceAndLessAfterwards() throws Exception {
    for (int folder = 0; folder < 200; folder++) {
      for (int i = 0; i < 100; i++) {
        file("src/d" + folder + "/f" + i + ".ts", "export const x = " + folder + i);
      }
    }
    long start = System.nanoTime();
    ProjectSnapshot first = take(ProjectMemory.none());
    long cold = System.nanoTime() - start;
    ProjectMemory memory = remembered(first, Map.of());
    start = System.nanoTime();
    ProjectSnapshot second = take(memory);
    long warm = System.nanoTime() - start;

    assertEquals(20_002, first.snapshot().entries().size());
    assertEquals(0, second.hashed());
    System.out.printf("20,000 files: %d ms, known %d ms%n", cold / 1_000_000, warm / 1_000_000);
    assertTrue(cold < Duration.ofSeconds(30).toNanos(), "generous: machines are shared");
  }
}
