package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R4 a second build")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildTest {
  private final FarmProcess farm;
  private Path original = Path.of("");
  private List<String> diagnostics = List.of();
  private Path project = Path.of(""); // a copy for each test

  RebuildTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeAll
  void built() {
    original = Repository.copyOf("rxjs", Repository.temporary("rebuild"));
    diagnostics = farm.build(original).diagnostics();
  }

  @BeforeEach
  void copied() {
    project = Repository.copyOf("rxjs", Repository.temporary("rebuild").resolve("deep/below"));
  }

  private void edit(String file, String from, String to) throws IOException {
    Path script = project.resolve(file);
    String text = Files.readString(script);
    assertTrue(text.contains(from), file);
    Files.delete(script); // it may be a link to the example's
    Files.writeString(script, text.replace(from, to));
  }

  private TreeSet<String> whoSees(String script) {
    return inSource(new ImportGraph(project.resolve("src")).whoSees(script));
  }

  private static TreeSet<String> inSource(Set<String> paths) {
    TreeSet<String> scripts = new TreeSet<>();
    paths.forEach(path -> scripts.add("src/" + path));
    return scripts;
  }

  /// Whoever imports the script was compiled, and nobody who cannot see it. Of those who import it
  /// by way of others, some were not: others need it for bodies alone, and do not show it.
  private void assertCompiledWhereSeen(String script, CommandBuild built) {
    TreeSet<String> compiled = compiled(built);
    compiled.addAll(BuildEvents.scripts(BuildEvents.all(farm.gateway(), built.id()), "FAILED"));
    TreeSet<String> importers =
        inSource(new ImportGraph(project.resolve("src")).whoImports(script));
    TreeSet<String> mayBe = whoSees(script);
    assertTrue(compiled.containsAll(importers), () -> difference(importers, compiled).toString());
    assertTrue(mayBe.containsAll(compiled), () -> difference(mayBe, compiled).toString());
    assertTrue(compiled.size() < mayBe.size(), compiled::toString);
  }

  private TreeSet<String> compiled(CommandBuild built) {
    return BuildEvents.scripts(BuildEvents.all(farm.gateway(), built.id()), "COMPILED");
  }

  /// Short enough to read, where two hundred names are not.
  private static List<String> difference(TreeSet<String> expected, TreeSet<String> actual) {
    List<String> difference = new ArrayList<>();
    expected.stream().filter(e -> !actual.contains(e)).forEach(e -> difference.add("no " + e));
    actual.stream().filter(a -> !expected.contains(a)).forEach(a -> difference.add("too " + a));
    return difference;
  }

  private void assertSameAsTstl(CommandBuild built) {
    Tree byFarm = Tree.of(project.resolve("dist"));
    Repository.delete(project.resolve("dist"));
    Ran onNode = Tstl.run(project, "tsconfig.json");
    assertEquals(Tree.of(project.resolve("dist")), byFarm);
    assertEquals(onNode.exit(), built.exit());
  }

  @Test
  @DisplayName("of the same compiles nothing, writes the same, prints the same diagnostics")
  void ofTheSameCompilesNothing() {
    Tree first = Tree.of(original.resolve("dist"));
    Repository.delete(original.resolve("dist"));
    CommandBuild again = farm.build(original);
    assertEquals(0, again.compiled());
    assertEquals(first, Tree.of(original.resolve("dist")));
    assertEquals(diagnostics, again.diagnostics());
    assertTrue(diagnostics.size() > 30, "rxjs has 34 diagnostics, there are " + diagnostics.size());
  }

  @Test
  @DisplayName("elsewhere on the disk compiles nothing either")
  void elsewhereOnTheDiskCompilesNothing() {
    CommandBuild again = farm.build(project);
    assertEquals(0, again.compiled());
    assertEquals(Tree.of(original.resolve("dist")), Tree.of(project.resolve("dist")));
    assertEquals(diagnostics, again.diagnostics());
  }

  @Test
  @DisplayName("after a change of a function's body compiles that script, whoever sees it")
  void afterAChangeOfAFunctionBody() throws IOException {
    assertTrue(whoSees("internal/util/isFunction.ts").contains("src/internal/types.ts"));
    edit(
        "src/internal/util/isFunction.ts",
        "return typeof value === 'function';",
        "const kind = typeof value; return kind === 'function';");
    CommandBuild again = farm.build(project);
    assertEquals(Set.of("src/internal/util/isFunction.ts"), compiled(again));
    assertSameAsTstl(again);
  }

  @Test
  @DisplayName("after a change of a function's type compiles the scripts that can see it")
  void afterAChangeOfAFunctionsType() throws IOException {
    edit(
        "src/internal/operators/audit.ts",
        "durationSelector: (value: T) => ObservableInput<any>)",
        "durationSelector: (value: T) => ObservableInput<any>, changed?: number)");
    TreeSet<String> expected = whoSees("internal/operators/audit.ts");
    CommandBuild again = farm.build(project);
    assertEquals(expected, compiled(again));
    assertTrue(expected.size() > 1 && expected.size() < 20, expected::toString);
  }

  @Test
  @DisplayName("after a change of what much is made of compiles the scripts that can see it")
  void afterAChangeOfWhatMuchIsMadeOf() throws IOException {
    edit(
        "src/internal/util/args.ts",
        "export function popScheduler",
        "export const changed = 1;\nexport function popScheduler");
    CommandBuild again = farm.build(project);
    assertCompiledWhereSeen("internal/util/args.ts", again);
  }

  @Test
  @DisplayName("after a change of what a `declare global` says compiles everything")
  void afterAChangeOfTheGlobalScope() throws IOException {
    edit(
        "src/internal/types.ts",
        "readonly observable: symbol;",
        "readonly observable: symbol; readonly changed: symbol;");
    CommandBuild again = farm.build(project);
    assertEquals(again.scripts(), again.compiled());
    assertSameAsTstl(again);
  }

  @Test
  @DisplayName("after a change that the module of a `declare global` can see compiles who sees it")
  void afterAChangeThatTheModuleOfGlobalsCanSee() throws IOException {
    edit(
        "src/internal/util/isFunction.ts",
        "export function isFunction",
        "export const changed = 1;\nexport function isFunction");
    assertTrue(whoSees("internal/util/isFunction.ts").contains("src/internal/types.ts"));
    CommandBuild again = farm.build(project);
    assertCompiledWhereSeen("internal/util/isFunction.ts", again);
  }

  @Test
  @DisplayName("after a changed comment in a script that nobody imports compiles that script")
  void afterAChangedCommentInALeaf() throws IOException {
    String leaf = "internal/umd.ts";
    assertEquals(1, whoSees(leaf).size());
    edit("src/" + leaf, "/* rxjs */", "/* rxjs, changed */");
    CommandBuild again = farm.build(project);
    assertEquals(new TreeSet<>(List.of("src/" + leaf)), compiled(again));
    assertEquals(1, again.compiled());
  }

  @Test
  @DisplayName("after a changed README compiles nothing")
  void afterAChangedReadmeCompilesNothing() throws IOException {
    Path readme = project.resolve("README.md");
    Files.delete(readme);
    Files.writeString(readme, "something else");
    Files.writeString(project.resolve("notes.json"), "{\"unused\": true}");
    assertEquals(0, farm.build(project).compiled());
  }
}
