package io.scriptfarm.runtime.bindings;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.PlainData;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.world.Components;
import io.scriptfarm.runtime.world.Queries;
import io.scriptfarm.runtime.world.Transform;
import io.scriptfarm.runtime.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `ecs`: entities, their components as plain data, and which entities have which.
final class EntityLibrary {
  private static final int FOUND = 2; // instructions for each entity of an answer

  private final World world;
  private final Queries queries;

  EntityLibrary(World world) {
    this.world = world;
    this.queries = new Queries(world);
  }

  Library library() {
    Map<String, HostFunction> functions = new TreeMap<>();
    functions.put("createEntity", _ -> (double) world.create());
    functions.put("destroyEntity", this::destroy);
    functions.put("isAlive", arguments -> world.isAlive(entity(arguments)));
    functions.put("addComponent", this::add);
    functions.put("setComponent", this::add);
    functions.put("getComponent", this::get);
    functions.put("hasComponent", arguments -> component(arguments) != null);
    functions.put("removeComponent", this::remove);
    functions.put("query", this::query);
    functions.put("count", arguments -> (double) queries.having(names(arguments)).length);
    functions.put("first", this::first);
    return Library.of("ecs", functions);
  }

  static long entity(Arguments arguments) {
    return (long) arguments.number(1);
  }

  private Components components(Arguments arguments) {
    return world.components(arguments.string(2));
  }

  private @Nullable Object component(Arguments arguments) {
    return components(arguments).get(entity(arguments));
  }

  private @Nullable Object destroy(Arguments arguments) {
    world.destroy(entity(arguments));
    return null;
  }

  private @Nullable Object add(Arguments arguments) {
    long entity = entity(arguments);
    String name = arguments.string(2);
    if (name.equals(LuaScript.NAME)) {
      throw new HostException("scripts do not give scripts");
    }
    if (!world.isAlive(entity)) {
      throw new HostException("no entity " + entity);
    }
    Object data = arguments.get(3) == null ? Map.of() : PlainData.of(arguments.table(3));
    boolean isTransform = name.equals(Transform.NAME);
    world
        .components(name)
        .set(entity, isTransform && data instanceof Map<?, ?> map ? transform(map) : data);
    return null;
  }

  private static Transform transform(Map<?, ?> data) {
    Transform transform = new Transform();
    TransformLibrary.change(transform, data);
    return transform;
  }

  private @Nullable Object get(Arguments arguments) {
    return switch (component(arguments)) {
      case Transform transform -> TransformLibrary.data(transform);
      case Map<?, ?> data -> data;
      case null, default -> null; // the game's own, which scripts do not see
    };
  }

  private @Nullable Object remove(Arguments arguments) {
    if (arguments.string(2).equals(LuaScript.NAME)) {
      throw new HostException("scripts do not take scripts");
    }
    components(arguments).set(entity(arguments), null);
    return null;
  }

  private static List<String> names(Arguments arguments) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= arguments.count(); i++) {
      names.add(arguments.string(i));
    }
    if (names.isEmpty()) {
      throw new HostException("a query names at least one component");
    }
    return names;
  }

  private Object query(Arguments arguments) {
    long[] found = queries.having(names(arguments));
    arguments.charge((long) FOUND * found.length);
    return Arrays.stream(found).boxed().toList();
  }

  private @Nullable Object first(Arguments arguments) {
    long[] found = queries.having(names(arguments));
    return found.length == 0 ? null : (double) found[0];
  }
}
