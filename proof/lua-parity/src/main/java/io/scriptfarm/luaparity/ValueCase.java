package io.scriptfarm.luaparity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A recorded case with a value: `chunk` is Lua that returns it, `modules` are what it may require,
/// by name; `library` names the Lua library that it comes with.
public record ValueCase(
    String name,
    String target,
    String chunk,
    Map<String, String> modules,
    Optional<String> library,
    JsonNode expected,
    Optional<String> expectedError) {
  private static final String LIBRARY = "lualib_bundle.lua";

  public ValueCase {
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
  }

  /// @param line of `cases.jsonl`, with a value
  static ValueCase of(JsonNode line, String name) {
    Map<String, String> modules = new LinkedHashMap<>();
    Optional<String> library = Optional.empty();
    for (JsonNode file : line.path("files")) {
      String path = file.path("out").asText();
      if (path.equals(LIBRARY) && file.hasNonNull("luaSha")) {
        library = Optional.of(file.path("luaSha").asText());
      } else if (path.endsWith(".lua") && file.hasNonNull("lua")) {
        modules.put(
            path.substring(0, path.length() - ".lua".length()).replace('/', '.'),
            file.path("lua").asText());
      }
    }
    return new ValueCase(
        name,
        line.path("options").path("luaTarget").asText("universal"),
        line.path("luaWrapped").asText(),
        modules,
        library,
        line.path("expected"),
        Optional.ofNullable(line.path("expectedError").textValue()));
  }

  /// The interpreters of the target, or those next to it where no machine of ours has one: Lua 5.4
  /// for 5.5, Lua 5.1 for 5.0, none for Luau; and LuaJ, whatever the target is.
  Set<Dialect> interpreters() {
    Set<Dialect> real =
        switch (target) {
          case "5.0", "5.1" -> EnumSet.of(Dialect.LUA51);
          case "5.2" -> EnumSet.of(Dialect.LUA52);
          case "5.3" -> EnumSet.of(Dialect.LUA53);
          case "5.4", "5.5" -> EnumSet.of(Dialect.LUA54);
          case "JIT" -> EnumSet.of(Dialect.LUAJIT);
          case "Luau" -> EnumSet.noneOf(Dialect.class);
          case "universal" -> EnumSet.complementOf(EnumSet.of(Dialect.LUAJ));
          default -> throw new IllegalArgumentException(name + " has the target " + target);
        };
    real.add(Dialect.LUAJ);
    return real;
  }
}
