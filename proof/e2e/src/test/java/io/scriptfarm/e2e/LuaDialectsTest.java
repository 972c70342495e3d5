package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptfarm.harness.Repository;
import io.scriptfarm.luaparity.Dialect;
import io.scriptfarm.luaparity.DialectReport;
import io.scriptfarm.luaparity.DialectTrials;
import io.scriptfarm.luaparity.LuaDialectsCommand;
import io.scriptfarm.luaparity.ValueCase;
import io.scriptfarm.luaparity.ValueCases;
import io.scriptfarm.peersuite.PeerCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@DisplayName("R10 docs/lua-parity.md says what is so")
class LuaDialectsTest {
  /// A process for each case takes minutes in all, so a sample has each so many-th.
  private static final int STEP = 8;

  private static ValueCases cases;

  @BeforeAll
  static void read() throws IOException {
    Optional<Path> suite = PeerCases.find(Repository.root(), System.getenv());
    assumeTrue(
        suite.isPresent(),
        "LUA PARITY NOT TESTED: the recorded suite is not here (../shared/peer-suite beside the"
            + " checkout, or FARM_PEER_SUITE)");
    cases = ValueCases.read(suite.get());
  }

  private static EnumSet<Dialect> here() {
    EnumSet<Dialect> here = EnumSet.allOf(Dialect.class);
    here.removeIf(lua -> lua.command().isEmpty());
    if (!Dialect.missing().isEmpty()) {
      System.out.println(
          "LUA NOT TESTED: " + String.join(", ", Dialect.missing()) + " not on the PATH");
    }
    return here;
  }

  private static void assertSaid(DialectReport report, Dialect lua) throws IOException {
    String document = Files.readString(Repository.root().resolve(LuaDialectsCommand.DOCUMENT));
    String heading = "\n## " + lua.title() + "\n";
    int begin = document.indexOf(heading);
    assertTrue(begin >= 0, "no section " + lua.title() + "; run ./farm lua-parity");
    int end = document.indexOf("\n## ", begin + heading.length());
    assertEquals(
        report.section(lua),
        document.substring(begin, end < 0 ? document.length() : end),
        "run ./farm lua-parity");
  }

  @Test
  @Timeout(600)
  @DisplayName("every recorded value on LuaJ")
  void onLuaJ() throws Exception {
    DialectReport report =
        new DialectReport(DialectTrials.run(cases, cases.all(), EnumSet.of(Dialect.LUAJ)));

    assertEquals(List.of(), report.unexplained());
    assertSaid(report, Dialect.LUAJ);
  }

  @Test
  @Timeout(600)
  @DisplayName("a sample of them on each real Lua of this machine")
  void sampleOnRealLua() throws Exception {
    EnumSet<Dialect> real = here();
    real.remove(Dialect.LUAJ);
    List<ValueCase> sample = new ArrayList<>();
    for (int i = 0; i < cases.all().size(); i += STEP) {
      sample.add(cases.all().get(i));
    }

    assertEquals(
        List.of(), new DialectReport(DialectTrials.run(cases, sample, real)).unexplained());
  }

  @Test
  @Tag("slow")
  @Timeout(600)
  @DisplayName("all of them on each Lua of this machine")
  void onEachLua() throws Exception {
    EnumSet<Dialect> here = here();

    DialectReport report = new DialectReport(DialectTrials.run(cases, cases.all(), here));

    assertTrue(report.trials().size() >= 4_000, report.trials().size() + " trials say little");
    assertEquals(List.of(), report.unexplained());
    for (Dialect lua : here) {
      assertSaid(report, lua);
    }
  }
}
