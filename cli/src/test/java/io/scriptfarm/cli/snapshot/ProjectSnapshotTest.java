package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectSnapshotTest {
  @TempDir Path temporary;
  private Path top;
  private Path root;
  // Long after anything was written: no file is racily clean.
  private InstantSource clock = InstantSource.fixed(Instant.now().plusSeconds(60));

  @BeforeEach
  void createProject() throws IOException {
    top = temporary.toRealPath();
    root = Files.createDirectories(top.resolve("game"));
    file("tsconfig.json", "{}");
    file("src/main.ts", "main");
  }

  private Path file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(ProjectConfig.folderOf(file));
    return Files.writeString(file, text);
  }

  private ProjectSnapshot take(ProjectMemory memory) throws SnapshotException {
    return ProjectSnapshot.take(
        ProjectConfig.read(root.resolve("tsconfig.json")), root, memory, Set.of(), clock);
  }

  private Set<String> paths() throws SnapshotException {
    Set<String> paths = new TreeSet<>();
    take(ProjectMemory.none()).snapshot().entries().keySet().forEach(p -> paths.add(p.value()));
    return paths;
  }

  private static Map<String, String> links(ProjectSnapshot snapshot) {
    Map<String, String> links = new TreeMap<>();
    snapshot
        .snapshot()
        .entries()
        .forEach(
            (path, entry) -> {
              if (entry instanceof Snapshot.Link(String target)) {
                links.put(path.value(), target);
              }
            });
    return links;
  }

  private ProjectMemory remembered(ProjectSnapshot snapshot, Map<Path, Digest> outputs)
      throws IOException {
    Path file = top.resolve("memory/x.index");
    snapshot.remember("farm", outputs).write(file);
    return ProjectMemory.read(file);
  }

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

  @Test
  void onlyChangedFilesAreReadAgain() throws Exception {
    for (int i = 0; i < 50; i++) {
      file("src/f" + i + ".ts", "text " + i);
    }
    ProjectSnapshot first = take(ProjectMemory.none());
    assertEquals(52, first.hashed());

    ProjectMemory memory = remembered(first, Map.of());
    ProjectSnapshot second = take(memory);
    assertEquals(0, second.hashed());
    assertEquals(first.digest(), second.digest());

    file("src/f7.ts", "other 7"); // the same size
    Files.delete(root.resolve("src/f8.ts"));
    ProjectSnapshot third = take(memory);
    assertEquals(1, third.hashed());
    assertEquals(51, third.snapshot().entries().size());
    assertEquals(
        new Snapshot.File(Digest.ofUtf8("other 7"), 7),
        third.snapshot().entries().get(new ProjectPath("src/f7.ts")));
  }

  private Optional<ProjectSnapshot> edited(ProjectMemory memory, Path... files)
      throws SnapshotException {
    return ProjectSnapshot.edited(
        ProjectConfig.read(root.resolve("tsconfig.json")), root, memory, Set.of(files), clock);
  }

  @Test
  void anEditThatSomebodyTellsOfIsLookedAtAlone() throws Exception {
    Path main = root.resolve("src/main.ts");
    Path same = file("src/same.ts", "main");
    ProjectMemory memory = take(ProjectMemory.none()).rememberUnwritten("farm");
    Files.writeString(main, "main 2");
    Files.delete(root.resolve("tsconfig.json"));
    file("tsconfig.json", "{ }"); // nobody told of it

    ProjectSnapshot after = edited(memory, main).orElseThrow();

    assertEquals(1, after.hashed());
    assertEquals(Set.of(Digest.ofUtf8("main 2")), after.changedSince(memory, 1 << 20));
    assertEquals(same, after.sources().get(Digest.ofUtf8("main")).file());
    file("tsconfig.json", "{}");
    assertEquals(take(memory).digest(), after.digest());
    assertEquals(take(memory).digest(), take(after.rememberUnwritten("farm")).digest());

    Files.writeString(same, "same 3");
    ProjectMemory next = after.rememberUnwritten("farm");
    assertEquals(take(next).digest(), edited(next, same).orElseThrow().digest());
  }

  @Test
  void whatIsMoreThanAnEditIsForTheWholeLook() throws Exception {
    Path main = root.resolve("src/main.ts");
    ProjectSnapshot before = take(ProjectMemory.none());
    ProjectMemory memory = before.rememberUnwritten("farm");

    assertTrue(edited(memory, file("src/new.ts", "new")).isEmpty());
    assertTrue(edited(remembered(before, Map.of()), main).isEmpty());
    Files.delete(main);
    assertTrue(edited(memory, main).isEmpty());
    Files.createSymbolicLink(main, Path.of("new.ts"));
    assertTrue(edited(memory, main).isEmpty());
  }

  @Test
  void aChangeThatHidesItsTimeIsSeen() throws Exception {
    Path file = root.resolve("src/main.ts");
    ProjectMemory memory = remembered(take(ProjectMemory.none()), Map.of());
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "MAIN");
    Files.setLastModifiedTime(file, before);

    assertEquals(
        new Snapshot.File(Digest.ofUtf8("MAIN"), 4),
        take(memory).snapshot().entries().get(new ProjectPath("src/main.ts")));
  }

  @Test
  void aFileThatChangedJustBeforeItWasReadIsNotTrusted() throws Exception {
    clock = InstantSource.system();
    ProjectMemory memory = remembered(take(ProjectMemory.none()), Map.of());

    assertEquals(2, take(memory).hashed());
  }

  @Test
  void whatTheLastBuildWroteIsNoPartUntilSomebodyChangesIt() throws Exception {
    ProjectSnapshot before = take(ProjectMemory.none());
    Path output = file("out/main.lua", "lua");
    ProjectMemory memory = remembered(before, Map.of(output, Digest.ofUtf8("lua")));

    assertEquals(before.digest(), take(memory).digest());

    Files.writeString(output, "changed by hand");
    assertTrue(take(memory).snapshot().entries().containsKey(new ProjectPath("out/main.lua")));
  }

  @Test
  void aSourceThatIsItsOwnOutputStays() throws Exception {
    Path lua = file("src/native.lua", "native");
    ProjectSnapshot before = take(ProjectMemory.none());

    ProjectMemory memory = remembered(before, Map.of(lua, Digest.ofUtf8("native")));

    assertEquals(before.digest(), take(memory).digest());
  }

  @Test
  void aDamagedMemoryIsNoMemory() throws Exception {
    Path file = top.resolve("memory/x.index");
    take(ProjectMemory.none()).remember("farm", Map.of()).write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertFalse(ProjectMemory.read(file).wasBuiltOn("farm"), "cut off at " + length);
    }
    Files.writeString(file, "something else altogether, and longer than the head");
    assertFalse(ProjectMemory.read(file).wasBuiltOn("farm"));
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
