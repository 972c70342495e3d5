package io.scriptfarm.headless;

import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.world.Transform;
import io.scriptfarm.runtime.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a world begins with.
///
/// @param entities in the order in which their scripts run
public record Scene(List<Entity> entities) {
  /// @param name for whoever looks at the world
  /// @param at x, y and z; at the origin where nothing is said
  /// @param params of the script
  public record Entity(
      String name,
      String script,
      Optional<List<Double>> at,
      Optional<Map<String, Object>> params) {}

  /// @throws io.scriptfarm.contract.wire.MalformedException when it is no scene
  public static Scene read(String json) {
    return Json.read(json, Scene.class);
  }

  /// @return the entities by name
  Map<String, Long> build(World world) {
    Map<String, Long> built = new LinkedHashMap<>();
    for (Entity entity : entities) {
      long number = world.create();
      Transform transform = new Transform();
      entity
          .at()
          .ifPresent(
              place -> {
                transform.x = place.get(0);
                transform.y = place.get(1);
                transform.z = place.get(2);
              });
      world.components(Transform.NAME).set(number, transform);
      LuaScript script =
          LuaScript.of(entity.script()).with(Json.write(entity.params().orElse(Map.of())));
      world.components(LuaScript.NAME).set(number, script.ordered(built.size()));
      built.put(entity.name(), number);
    }
    return built;
  }
}
