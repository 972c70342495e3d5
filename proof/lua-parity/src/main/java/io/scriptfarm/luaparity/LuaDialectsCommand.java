package io.scriptfarm.luaparity;

import io.scriptfarm.cli.Settings;
import io.scriptfarm.peersuite.PeerCases;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./farm lua-parity`: writes docs/lua-parity.md.
@Command(
    name = "lua-parity",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the Lua of TypeScriptToLua's recorded test suite on LuaJ and on real Lua, compares the values",
      "with the recorded ones, and writes docs/lua-parity.md. Takes about a minute.",
      "Reads the suite from ../shared/peer-suite beside the checkout, or from FARM_PEER_SUITE."
    })
public final class LuaDialectsCommand implements Callable<Integer> {
  /// Where the result is, in the repository.
  public static final String DOCUMENT = "docs/lua-parity.md";

  private static final int UNUSABLE = 3;

  private final Settings settings;
  private final PrintStream out;

  LuaDialectsCommand(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new LuaDialectsCommand(Settings.of(System.getenv()), out)).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Path> folder = PeerCases.find(settings.installation().root(), settings.environment());
    if (folder.isEmpty()) {
      out.println("farm: " + PeerCases.ABSENT);
      return UNUSABLE;
    }
    if (!Dialect.missing().isEmpty()) {
      out.println(
          "farm: not on the PATH: "
              + String.join(", ", Dialect.missing())
              + "; install them (Debian: apt-get install lua5.1 lua5.2 lua5.3 lua5.4 luajit)");
      return UNUSABLE;
    }
    ValueCases cases = ValueCases.read(folder.get());
    EnumSet<Dialect> luas = EnumSet.allOf(Dialect.class);
    DialectReport report = new DialectReport(DialectTrials.run(cases, cases.all(), luas));
    Files.writeString(settings.installation().root().resolve(DOCUMENT), report.document(luas));
    List<String> unexplained = report.unexplained();
    unexplained.forEach(line -> out.println("unexplained: " + line));
    out.printf(
        "%d cases, %d trials, %d without explanation; see %s%n",
        cases.all().size(), report.trials().size(), unexplained.size(), DOCUMENT);
    return unexplained.isEmpty() ? 0 : 1;
  }
}
