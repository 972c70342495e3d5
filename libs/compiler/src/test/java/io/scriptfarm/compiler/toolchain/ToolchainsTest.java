package io.scriptfarm.compiler.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R4 a project is compiled by the compilers that it has installed")
class ToolchainsTest {
  private static final Toolchains TOOLCHAINS = new Toolchains();
  private static final Map<String, String> BUNDLED =
      BundledToolchain.listing().keySet().stream()
          .collect(Collectors.toMap(path -> path, BundledToolchain::text));
  private static final String TSTL = "typescript-to-lua";

  private final Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
  private final Map<Digest, String> texts = new HashMap<>();

  private void file(String path, String text) {
    Blob blob = Blob.ofUtf8(text);
    texts.put(blob.digest(), text);
    entries.put(new ProjectPath(path), new Snapshot.File(blob.digest(), blob.size()));
  }

  private void link(String path, String target) {
    entries.put(new ProjectPath(path), new Snapshot.Link(target));
  }

  /// Installs a package of the bundled pair somewhere.
  private void install(String name, String folder) {
    BUNDLED.forEach(
        (path, text) -> {
          if (path.startsWith(name + "/")) {
            file(folder + path.substring(name.length()), text);
          }
        });
  }

  private void installAll(String modules) {
    BUNDLED.forEach((path, text) -> file(modules + "/" + path, text));
  }

  private Installed find(String config) throws Exception {
    file(config, "{}");
    return TOOLCHAINS.of(
        Snapshot.of(entries),
        new ProjectPath(config),
        digest -> Optional.ofNullable(texts.get(digest)));
  }

  @Test
  void theBundledPairServesProjectsThatHaveNone() throws Exception {
    Installed found = find("tsconfig.json");
    assertSame(TOOLCHAINS.bundled().pack(), found.pack());
    assertTrue(found.folders().isEmpty());
  }

  @Test
  void anInstalledPairWithTheSameFilesIsTheBundledOne() throws Exception {
    installAll("node_modules");
    Installed found = find("games/one/tsconfig.json");
    assertSame(TOOLCHAINS.bundled().pack(), found.pack());
    assertEquals("node_modules/" + TSTL, found.folders().get(TSTL));
  }

  @Test
  @DisplayName("as pnpm lays packages out")
  void followsLinksToWherePackagesReallyAre() throws Exception {
    String store = "node_modules/.pnpm";
    for (String path : BUNDLED.keySet()) {
      String name = path.substring(0, path.indexOf('/'));
      if (name.startsWith("@")) {
        name = path.substring(0, path.indexOf('/', name.length() + 1));
      }
      file(store + "/" + name.replace('/', '+') + "/node_modules/" + path, BUNDLED.get(path));
    }
    for (String dependency :
        new String[] {"typescript", "enhanced-resolve", "picomatch", "resolve", "source-map"}) {
      link(
          store + "/" + TSTL + "/node_modules/" + dependency,
          "../../" + dependency + "/node_modules/" + dependency);
    }
    link(
        "games/one/node_modules/" + TSTL,
        "../../../" + store + "/" + TSTL + "/node_modules/" + TSTL);

    Map<String, String> folders = find("games/one/tsconfig.json").folders();

    assertEquals(store + "/" + TSTL + "/node_modules/" + TSTL, folders.get(TSTL));
    assertEquals(store + "/typescript/node_modules/typescript", folders.get("typescript"));
    assertEquals(store + "/source-map/node_modules/source-map", folders.get("source-map"));
  }

  @Test
  void aPatchedCopyIsAToolchainOfItsOwn() throws Exception {
    installAll("node_modules");
    String printer = "node_modules/" + TSTL + "/dist/LuaPrinter.js";
    file(printer, BUNDLED.get(TSTL + "/dist/LuaPrinter.js") + "\n// patched\n");

    Installed found = find("tsconfig.json");

    assertNotEquals(
        TOOLCHAINS.bundled().pack().identity().digest(), found.pack().identity().digest());
    assertEquals(
        TOOLCHAINS.bundled().pack().identity().typescriptToLua(),
        found.pack().identity().typescriptToLua());
    assertTrue(found.pack().script().contains("// patched"));
  }

  @Test
  @DisplayName("every cache of nodes and types in TSTL is one that can be emptied")
  void replacesTheCachesOfTstl() {
    String script = TOOLCHAINS.bundled().pack().script();
    assertEquals(8, TOOLCHAINS.bundled().pack().caches());
    assertEquals(8, script.split("\\)\\.ScriptMemory\\)\\(\\);", -1).length - 1);
  }

  @Test
  @DisplayName("R4 a script that is put together differently has another form")
  void theFormChangesWithTheScript() throws Exception {
    Map<String, String> files =
        Map.of(
            TSTL + "/package.json",
            "{\"version\": \"1.37.1\"}",
            TSTL + "/dist/index.js",
            "#!/usr/bin/env node\nexports.word = '\u20ac\u00e9';",
            TSTL + "/dist/transformation/a.js",
            "const cache = new WeakMap();\n",
            "typescript/package.json",
            "{\"version\": \"6.0.2\"}",
            "typescript/lib/typescript.js",
            "exports.x = 1;",
            "typescript/lib/lib.d.ts",
            "declare const x: 1;");
    files.forEach((path, text) -> file("node_modules/" + path, text));
    String script = find("tsconfig.json").pack().script();
    String form =
        script.replace(BundledToolchain.runtime(), "").replace(BundledToolchain.driver(), "");
    assertEquals(
        "2 28ce1d0d7e7f808a48c8bcbaf2907f8e9e2e23ce8a5e7069e9e3ed54754675b9",
        CompilerPack.FORM + " " + Digest.ofUtf8(form).hex(),
        "raise CompilerPack.FORM, and put the new digest here");
  }

  @Test
  void whatTheStoreLacksOfThemIsNamedAtOnce() {
    installAll("node_modules");
    file("node_modules/typescript/lib/typescript.js", "another");
    file("node_modules/" + TSTL + "/dist/index.js", "another too");
    Digest one = Digest.ofUtf8("another");
    Digest two = Digest.ofUtf8("another too");
    texts.remove(one);
    texts.remove(two);

    MissingContentException missing =
        assertThrows(MissingContentException.class, () -> find("tsconfig.json"));
    assertEquals(java.util.Set.of(one, two), missing.candidates());
  }

  @Test
  void refusesWhatIsTooOld() {
    installAll("node_modules");
    file("node_modules/" + TSTL + "/package.json", "{\"version\": \"1.18.2\"}");
    UnusableToolchainException refused =
        assertThrows(UnusableToolchainException.class, () -> find("tsconfig.json"));
    assertEquals(
        "the project's typescript-to-lua is 1.18.2, and the farm drives 1.25 and later; update it,"
            + " or build with tstl",
        refused.getMessage());
  }

  @Test
  void refusesCompilersWithoutTypeScript() {
    install(TSTL, "node_modules/" + TSTL);
    UnusableToolchainException refused =
        assertThrows(UnusableToolchainException.class, () -> find("tsconfig.json"));
    assertTrue(String.valueOf(refused.getMessage()).contains("typescript is not"));
  }

  @Test
  void refusesAPackageThatIsNoCompiler() {
    installAll("node_modules");
    entries.remove(new ProjectPath("node_modules/typescript/lib/typescript.js"));
    UnusableToolchainException refused =
        assertThrows(UnusableToolchainException.class, () -> find("tsconfig.json"));
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("node_modules/typescript has no lib/typescript.js"));
  }
}
