package io.scriptfarm.runtime.async;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The function `console.log(level, message)`.
///
/// @param log hears level and message, on the script's thread
public record ConsoleLog(BiConsumer<String, String> log) implements HostFunction {
  /// The levels that there are.
  public static final List<String> LEVELS = List.of("debug", "info", "warn", "error");

  @Override
  public @Nullable Object call(Arguments arguments) {
    String level = arguments.string(1);
    if (!LEVELS.contains(level)) {
      throw new HostException("no level " + level);
    }
    log.accept(level, arguments.string(2));
    return null;
  }
}
