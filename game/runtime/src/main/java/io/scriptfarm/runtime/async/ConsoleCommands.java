package io.scriptfarm.runtime.async;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Commands that are lines of text, such as `set r_vsync true`. Commands run on the main thread.
public final class ConsoleCommands {
  private final Map<String, Command> commands = new ConcurrentHashMap<>();

  /// With `set`, which changes a variable.
  public ConsoleCommands(CVarRegistry variables) {
    register(
        "set",
        arguments -> {
          if (arguments.size() < 2) {
            throw new IllegalArgumentException("set needs a name and a value");
          }
          variables.setFromString(
              arguments.getFirst(), String.join(" ", arguments.subList(1, arguments.size())));
        });
  }

  /// What a command does.
  @FunctionalInterface
  public interface Command {
    /// @throws IllegalArgumentException with what is wrong with the arguments
    void run(List<String> arguments);
  }

  public void register(String name, Command command) {
    commands.put(name, command);
  }

  /// @return `OK`, or `ERROR: ` and why
  public String execute(String line) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    Command command = commands.get(words.getFirst());
    if (command == null) {
      return Messages.error("no command " + words.getFirst());
    }
    try {
      command.run(words.subList(1, words.size()));
      return Messages.OK;
    } catch (IllegalArgumentException e) {
      return Messages.error(String.valueOf(e.getMessage()));
    }
  }

  public List<String> names() {
    return List.copyOf(new TreeMap<>(commands).keySet());
  }
}
