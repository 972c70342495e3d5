package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.script.Origins.Origin;
import io.scriptfarm.runtime.script.ScriptEvent.Cause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The last different errors of all scripts. What many entities or ticks have in common is one of
/// them: TypeScript's places are looked up once for it.
final class Errors {
  private static final int KEPT = 200;
  private static final int MOST_DIGITS = 9;

  /// As in `lib/task.lua:12`.
  private static final Pattern PLACE =
      Pattern.compile("([^\\s:<>\"']+):(\\d{1," + MOST_DIGITS + "})");

  private final Map<Key, ScriptError> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ScriptError> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(String script, long generation, Cause cause, String message) {}

  /// @param version that ran; null when none did
  ScriptError met(
      Script script,
      @Nullable ScriptVersion version,
      Cause cause,
      String message,
      String traceback,
      long tick) {
    long generation = version == null ? 0 : version.generation();
    String name = script.component.script();
    // What a limit says has figures in it that are never the same.
    Key key = new Key(name, generation, cause, cause == Cause.ERROR ? message : "");
    ScriptError known = last.get(key);
    ScriptError now;
    if (known == null) {
      Origins origins = version == null ? Origins.NONE : version.origins();
      String all = traceback.isEmpty() ? message : message + "\n" + traceback;
      Optional<Origin> origin =
          PLACE
              .matcher(all)
              .results()
              .flatMap(place -> origin(place, origins).stream())
              .findFirst();
      String typescript = inTypeScript(all, origins);
      now =
          new ScriptError(
              name,
              generation,
              cause,
              message,
              origin,
              traceback,
              typescript,
              script.entity,
              tick,
              tick,
              1);
    } else {
      now = known.again(script.entity, tick);
    }
    last.put(key, now);
    return now;
  }

  private static Optional<Origin> origin(MatchResult place, Origins origins) {
    return origins.of(place.group(1), Integer.parseInt(place.group(2)));
  }

  private static String inTypeScript(String text, Origins origins) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    origin(place, origins).map(Origin::toString).orElse(place.group())));
  }

  /// The one that came last is the first.
  List<ScriptError> all() {
    return List.copyOf(last.values()).reversed();
  }
}
