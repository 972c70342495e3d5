package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.SaveJob;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SaveWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @Test
  @DisplayName("R5 a saved script's Lua comes first, and is that of the build")
  void savesAScript() {
    TestProject project = TestProject.game();
    project.build(COMPILER);
    project.file(
        "shape.ts", "import { red } from \"./color\";\nexport const fill = [red].map(r => r);");

    CompileOutcome saved = project.save(COMPILER, "shape.ts", Emit.LUA).outcome();
    LinkJob.Linked linked = project.build(COMPILER).built().linked();

    SaveJob.Saved script = assertInstanceOf(SaveJob.Saved.class, saved);
    assertEquals(1, script.outputs().size());
    assertTrue(linked.outputs().containsAll(script.outputs()), script.toString());
  }
}
