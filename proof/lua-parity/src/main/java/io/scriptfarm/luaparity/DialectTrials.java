package io.scriptfarm.luaparity;

import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs cases on interpreters.
public final class DialectTrials {
  private static final Duration PER_CASE = Duration.ofSeconds(20);

  private final Path folder;

  private DialectTrials(Path folder) {
    this.folder = folder;
  }

  /// Runs each case on those of `luas` that its target means, and gives the trials in the order of
  /// the cases.
  public static List<Trial> run(ValueCases cases, List<ValueCase> chosen, Set<Dialect> luas)
      throws IOException, InterruptedException {
    Path folder = Repository.temporary("lua-parity");
    for (Map.Entry<String, String> library : cases.libraries().entrySet()) {
      Files.writeString(folder.resolve(library.getKey() + ".lua"), library.getValue());
    }
    DialectTrials on = new DialectTrials(folder);
    List<Future<Trial>> running = new ArrayList<>();
    List<Trial> trials = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (ValueCase test : chosen) {
        for (Dialect lua : test.interpreters()) {
          if (luas.contains(lua)) {
            running.add(threads.submit(() -> on.trial(test, lua)));
          }
        }
      }
      for (Future<Trial> trial : running) {
        trials.add(trial.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return trials;
  }

  private Trial trial(ValueCase test, Dialect lua) throws IOException, InterruptedException {
    String script = Script.of(test, folder.toString());
    if (lua == Dialect.LUAJ) {
      return Trial.of(test, lua, lastLine(LuaJ.run(script, folder)));
    }
    Path file = Files.createTempFile(folder, "case", ".lua");
    try {
      Files.writeString(file, script);
      Ran ran = lua.run(folder, PER_CASE, file.toString());
      return Trial.of(test, lua, ran.out().isEmpty() ? ran.err() : lastLine(ran.out()));
    } catch (AssertionError e) {
      return Trial.of(test, lua, "it did not end within " + PER_CASE.toSeconds() + " s");
    } finally {
      Files.delete(file);
    }
  }

  private static String lastLine(String printed) {
    return printed.lines().reduce("", (_, line) -> line);
  }
}
