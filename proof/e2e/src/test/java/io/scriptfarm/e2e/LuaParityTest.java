package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptfarm.harness.Repository;
import io.scriptfarm.luaparity.Interpreter;
import io.scriptfarm.luaparity.Parity;
import io.scriptfarm.luaparity.ParityCommand;
import io.scriptfarm.luaparity.ParityReport;
import io.scriptfarm.luaparity.ValueCases;
import io.scriptfarm.peersuite.PeerCases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@DisplayName("R10 docs/lua-parity.md says what is so")
class LuaParityTest {
  @Test
  @Timeout(600)
  @DisplayName("every recorded value on LuaJ and on each real Lua of this machine")
  void saysWhatIsSo() throws Exception {
    Optional<Path> suite = PeerCases.find(Repository.root(), System.getenv());
    assumeTrue(
        suite.isPresent(),
        "LUA PARITY NOT TESTED: the recorded suite is not here (../shared/peer-suite beside the"
            + " checkout, or FARM_PEER_SUITE)");
    EnumSet<Interpreter> here = EnumSet.allOf(Interpreter.class);
    here.removeIf(lua -> lua.command().isEmpty());
    if (!Interpreter.missing().isEmpty()) {
      System.out.println(
          "LUA NOT TESTED: " + String.join(", ", Interpreter.missing()) + " not on the PATH");
    }
    ValueCases cases = ValueCases.read(suite.get());

    ParityReport report = new ParityReport(Parity.run(cases, cases.all(), here));

    assertTrue(report.trials().size() >= 4_000, report.trials().size() + " trials say little");
    assertEquals(List.of(), report.unexplained());
    String document = Files.readString(Repository.root().resolve(ParityCommand.DOCUMENT));
    for (Interpreter lua : here) {
      String heading = "\n## " + lua.title() + "\n";
      int begin = document.indexOf(heading);
      assertTrue(begin >= 0, "no section " + lua.title() + "; run ./farm lua-parity");
      int end = document.indexOf("\n## ", begin + heading.length());
      assertEquals(
          report.section(lua),
          document.substring(begin, end < 0 ? document.length() : end),
          "run ./farm lua-parity");
    }
  }
}
