package io.scriptfarm.runtime.bindings;

import com.fasterxml.jackson.core.type.TypeReference;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.async.ConsoleLog;
import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All libraries of a game's scripts.
public final class GameLibraries {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private GameLibraries() {}

  /// @param seed of all chance in scripts
  public static List<Library> of(World world, CVarRegistry variables, GameHost host, long seed) {
    List<Library> all = new ArrayList<>();
    all.add(new EntityLibrary(world).library());
    all.add(new TransformLibrary(world).library());
    all.addAll(Numbers.libraries(seed));
    all.add(log(host));
    all.add(console(host));
    all.add(variables(variables));
    all.add(input(host));
    all.add(assets(host));
    return List.copyOf(all);
  }

  private static Library log(GameHost host) {
    Map<String, HostFunction> functions = new TreeMap<>();
    for (String level : ConsoleLog.LEVELS) {
      functions.put(
          level,
          arguments -> {
            host.log(level, arguments.string(1));
            return null;
          });
    }
    return Library.of("log", functions);
  }

  private static Library console(GameHost host) {
    return Library.of(
        "console",
        Map.<String, HostFunction>of(
            "log",
            new ConsoleLog(host::log),
            "execute",
            arguments -> host.execute(arguments.string(1))));
  }

  private static Library variables(CVarRegistry variables) {
    return Library.of(
        "cvar",
        Map.<String, HostFunction>of(
            "get",
            arguments -> variables.getAsString(arguments.string(1)).orElse(null),
            "set",
            arguments -> {
              variables.setFromString(arguments.string(1), arguments.string(2));
              return null;
            }));
  }

  private static Library input(GameHost host) {
    HostFunction pressed = arguments -> host.input().isKeyPressed(arguments.string(1));
    return Library.of(
        "input",
        Map.<String, HostFunction>of(
            "isKeyPressed",
            pressed,
            "isKeyDown",
            pressed,
            "getMousePos",
            _ -> Map.of("x", host.input().mouseX(), "y", host.input().mouseY())));
  }

  private static Library assets(GameHost host) {
    return Library.of(
        "assets",
        Map.<String, HostFunction>of(
            "exists",
            arguments -> host.asset(arguments.string(1)).isPresent(),
            "text",
            arguments -> text(host, arguments),
            "json",
            arguments -> json(text(host, arguments))));
  }

  private static @Nullable String text(GameHost host, Arguments arguments) {
    Blob asset = host.asset(arguments.string(1)).orElse(null);
    if (asset == null) {
      return null;
    }
    arguments.charge(asset.size() / 8);
    return asset.utf8();
  }

  private static @Nullable Object json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Json.read(text, OBJECT);
    } catch (MalformedException e) {
      throw new HostException("an asset that is no JSON object");
    }
  }
}
