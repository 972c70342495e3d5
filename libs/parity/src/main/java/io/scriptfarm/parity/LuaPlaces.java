package io.scriptfarm.parity;

import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.ParityReport.Place;
import io.scriptfarm.trace.SourceMap;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where the lines of a script's Lua modules come from.
final class LuaPlaces {
  private final Map<String, RunnableScript.LuaModule> modules = new HashMap<>();
  private final Map<String, SourceMap> maps = new HashMap<>();

  LuaPlaces(RunnableScript script) {
    for (RunnableScript.LuaModule module : script.lua()) {
      modules.put(module.name(), module);
      module
          .map()
          .ifPresent(
              map ->
                  maps.put(module.name(), SourceMap.parse(map.getBytes(StandardCharsets.UTF_8))));
    }
  }

  Optional<Place> of(String module, int line) {
    SourceMap map = maps.get(module);
    RunnableScript.LuaModule known = modules.get(module);
    return map == null || known == null
        ? Optional.empty()
        : known
            .script()
            .flatMap(script -> map.at(line).map(at -> new Place(script.value(), at.line())));
  }
}
