package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.KeyChange.Part;
import io.scriptfarm.contract.Project;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 why a script is compiled anew")
class ExplainWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  private final TestProject project = TestProject.game();
  private final Project before = project.project();

  private Map<String, List<KeyChange>> explained() {
    return project.explain(COMPILER, before).entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().value(), Map.Entry::getValue));
  }

  private static List<KeyChange> because(Part part, String about) {
    return List.of(KeyChange.of(part, about));
  }

  @Test
  @DisplayName("an edited script for its text, and those that see the change for that script")
  void textAndSight() {
    project.file("color.ts", "export const red = \"red\";\n").file("new.ts", "export {};\n");

    assertEquals(
        Map.of(
            "color.ts", List.of(KeyChange.of(Part.TEXT)),
            "shape.ts", because(Part.SEES, "color.ts"),
            "main.ts", because(Part.SEES, "color.ts"),
            "new.ts", List.of(KeyChange.of(Part.NEW))),
        explained());
  }

  @Test
  @DisplayName("all scripts for options, with their names")
  void options() {
    project.file(
        "tsconfig.json",
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out",
          "module":"esnext","moduleResolution":"bundler"},
         "tstl":{"luaTarget":"5.4"}}\
        """);

    assertEquals(because(Part.OPTIONS, "strict"), explained().get("alone.ts"));
    assertEquals(4, explained().size());
  }

  @Test
  @DisplayName("all scripts for a declaration that concerns all")
  void globals() {
    project.file("engine.d.ts", "declare function draw(x: string): void;\n");

    assertEquals(because(Part.GLOBALS, "engine.d.ts"), explained().get("alone.ts"));
    assertEquals(4, explained().size());
  }

  @Test
  @DisplayName("a script for a file that an import of it means now")
  void imports() {
    project.file("color/index.ts", "export const red = 1;\n");
    project.forgetFile("color.ts");

    assertEquals(
        because(Part.IMPORTS, "import ./color"), explained().get("shape.ts").subList(0, 1));
  }

  @Test
  @DisplayName("nothing where nothing changed, and nothing is left out that the keys say")
  void agreesWithTheKeys() {
    assertEquals(Map.of(), explained());

    Map<String, ?> then = project.keys(COMPILER);
    project.file("shape.ts", "export const fill = (x: number) => x;\n");
    Map<String, ?> now = project.keys(COMPILER);

    now.entrySet().removeAll(then.entrySet());
    now.keySet().removeIf(script -> !script.endsWith(".ts"));
    assertEquals(now.keySet(), explained().keySet());
  }
}
