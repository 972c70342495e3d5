package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// When a project with plugins is compiled again, and when its outcome is found.
class WholeWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  /// A plugin that reads a table, looks for a file that is not there, and lists a folder.
  private static TestProject project() {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out",
              "module":"esnext","moduleResolution":"bundler"},
             "include":["src/**/*.ts"],
             "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugin.js"}]}}\
            """)
        .file(
            "plugin.js",
            """
            const fs = require("fs");
            module.exports = { beforeEmit(program, options, host, files) {
              const said = [fs.readFileSync("data/table.csv", "utf8"), fs.existsSync("data/extra.csv"), fs.readdirSync("lists").length];
              for (const file of files) file.code = `-- ${said.join()}\\n${file.code}`;
            } };
            """)
        .file("data/table.csv", "1")
        .file("lists/a.txt", "a")
        .file("README.md", "read me")
        .file("src/main.ts", "export const x = 1;\n");
  }

  /// What is kept of builds, as a farm keeps it.
  private final Map<CompileKey, Settled> outcomes = new HashMap<>();

  private final Map<Digest, Blob> blobs = new HashMap<>();

  private record Built(Product plan, Product linked, String lua) {
    boolean found() {
      return plan.found() && linked.found();
    }
  }

  private Built build(TestProject files) {
    ContentSource contents =
        new ContentSource() {
          @Override
          public Optional<Blob> read(Digest digest) {
            return Optional.ofNullable(blobs.get(digest)).or(() -> files.read(digest));
          }

          @Override
          public void prefetch(Set<Digest> digests) {}
        };
    Project project = files.project();
    Product plan =
        keep(
            PlanJob.key(project),
            new PlanWork(contents, this::known).run(new PlanJob("j", "b", project), COMPILER));
    Product linked =
        keep(
            LinkJob.key(project),
            new LinkWork(new Plans(this::known, contents), this::known, contents)
                .run(new LinkJob("j", "b", project), COMPILER));
    String lua =
        ((LinkJob.Linked) linked.outcome())
            .outputs().stream()
                .filter(output -> output.path().endsWith("main.lua"))
                .map(output -> blobs.get(output.digest()).utf8())
                .findFirst()
                .orElseThrow();
    return new Built(plan, linked, lua.lines().findFirst().orElseThrow());
  }

  private Product keep(CompileKey key, Product product) {
    product.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    outcomes.putAll(product.byproducts());
    if (!(product.outcome() instanceof Settled settled)) {
      throw new AssertionError("not settled: " + product.outcome());
    }
    outcomes.put(key, settled);
    return product;
  }

  private Map<CompileKey, Settled> known(Set<CompileKey> keys) {
    Map<CompileKey, Settled> known = new HashMap<>(outcomes);
    known.keySet().retainAll(keys);
    return known;
  }

  @Test
  @DisplayName(
      "R4 what no plugin and no compiler reads compiles nothing, and all that they read does")
  void compilesWhenWhatWasReadChanged() {
    TestProject project = project();
    Built first = build(project);
    assertFalse(first.found());
    assertEquals("-- 1,false,1", first.lua());

    project.file("README.md", "other words").file("debug.log", "a line").file("src/a.txt", "b");
    Built other = build(project);
    assertTrue(other.found());
    assertEquals(0, other.linked().scripts());
    assertEquals(first.linked().outcome(), other.linked().outcome());
    CompileKey bytecode = BytecodeJob.key(project.project(), BytecodeFormat.LUA54);
    assertTrue(outcomes.containsKey(bytecode));

    project.file("data/table.csv", "2");
    Built table = build(project);
    assertEquals("-- 2,false,1", table.lua());
    assertTrue(table.plan().found());
    assertFalse(table.linked().found());

    project.file("data/extra.csv", "");
    assertEquals("-- 2,true,1", build(project).lua());
    project.file("lists/b.txt", "b");
    assertEquals("-- 2,true,2", build(project).lua());
    project.file(
        "plugin.js",
        "module.exports = { afterPrint(p, o, h, files) { files[0].code = '-- other'; } };");
    assertEquals("-- other", build(project).lua());

    assertTrue(build(project().file("README.md", "of the first state")).found());
  }

  @Test
  @DisplayName("R4 where something lies in the place of an output, a known outcome is none")
  void looksAtThePlacesOfOutputsAgain() {
    TestProject project =
        project()
            .file(
                "plugin.js",
                "module.exports = { afterPrint(p, o, h, files) {"
                    + " h.writeFile('/-/-/-/-/-/-/-/-/notes.txt', 'x'); } };");
    build(project);

    project.file("notes.txt", "by hand");
    Built built = build(project);

    assertFalse(built.linked().found());
    assertTrue(
        ((Settled) built.linked().outcome())
            .diagnostics().stream()
                .anyMatch(said -> said.message().contains("notes.txt is not written")));
  }

  @Test
  @DisplayName("R43 a plugin that hides what it reads is known by its snapshot alone")
  void doesNotBelieveAPluginThatHidesWhatItReads() {
    TestProject project =
        project()
            .file(
                "plugin.js",
                """
                const add = Set.prototype.add;
                Set.prototype.add = function (value) { return String(value).endsWith("table.csv") ? this : add.call(this, value); };
                const table = require("fs").readFileSync("data/table.csv", "utf8");
                module.exports = { afterPrint(p, o, h, files) { for (const file of files) file.code = `-- ${table}`; } };
                """);
    assertEquals("-- 1", build(project).lua());

    project.file("README.md", "other words");
    assertFalse(build(project).linked().found());
    project.file("data/table.csv", "2");
    assertEquals("-- 2", build(project).lua());
  }
}
