package io.scriptfarm.runtime.bindings;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.PlainData;
import io.scriptfarm.runtime.world.Components;
import io.scriptfarm.runtime.world.Transform;
import io.scriptfarm.runtime.world.World;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/// `transform`: where entities are. What is called each tick takes and gives numbers, not tables.
final class TransformLibrary {
  private final Components transforms;

  TransformLibrary(World world) {
    this.transforms = world.components(Transform.NAME);
  }

  Library library() {
    Map<String, HostFunction> functions = new TreeMap<>();
    functions.put("get", arguments -> data(of(arguments, 1)));
    functions.put("set", this::set);
    functions.put("getPosition", arguments -> position(of(arguments, 1)));
    functions.put("setPosition", this::setPosition);
    functions.put("translate", this::translate);
    functions.put("getRotation", arguments -> rotation(of(arguments, 1)));
    functions.put("setRotation", this::setRotation);
    functions.put("rotateY", this::rotateY);
    functions.put("getScale", arguments -> scale(of(arguments, 1)));
    functions.put("setScale", this::setScale);
    functions.put("distance", this::distance);
    functions.put("x", arguments -> of(arguments, 1).x);
    functions.put("y", arguments -> of(arguments, 1).y);
    functions.put("z", arguments -> of(arguments, 1).z);
    return Library.of("transform", functions);
  }

  private Transform of(Arguments arguments, int position) {
    long entity = (long) arguments.number(position);
    if (transforms.get(entity) instanceof Transform transform) {
      return transform;
    }
    throw new HostException("entity " + entity + " has no Transform");
  }

  static Map<String, Object> data(Transform transform) {
    return Map.of(
        "position", position(transform),
        "rotation", rotation(transform),
        "scale", scale(transform));
  }

  private static Map<String, Double> position(Transform of) {
    return Map.of("x", of.x, "y", of.y, "z", of.z);
  }

  private static Map<String, Double> rotation(Transform of) {
    return Map.of("x", of.rotationX, "y", of.rotationY, "z", of.rotationZ, "w", of.rotationW);
  }

  private static Map<String, Double> scale(Transform of) {
    return Map.of("x", of.scaleX, "y", of.scaleY, "z", of.scaleZ);
  }

  /// @param data what is not in it stays as it is
  static void change(Transform transform, Map<?, ?> data) {
    change(data, "position", "x", value -> transform.x = value);
    change(data, "position", "y", value -> transform.y = value);
    change(data, "position", "z", value -> transform.z = value);
    change(data, "rotation", "x", value -> transform.rotationX = value);
    change(data, "rotation", "y", value -> transform.rotationY = value);
    change(data, "rotation", "z", value -> transform.rotationZ = value);
    change(data, "rotation", "w", value -> transform.rotationW = value);
    change(data, "scale", "x", value -> transform.scaleX = value);
    change(data, "scale", "y", value -> transform.scaleY = value);
    change(data, "scale", "z", value -> transform.scaleZ = value);
  }

  private static void change(Map<?, ?> data, String part, String axis, DoubleConsumer field) {
    if (data.get(part) instanceof Map<?, ?> values && values.get(axis) instanceof Double value) {
      field.accept(value);
    }
  }

  private @Nullable Object set(Arguments arguments) {
    if (PlainData.of(arguments.table(2)) instanceof Map<?, ?> data) {
      change(of(arguments, 1), data);
    }
    return null;
  }

  private @Nullable Object setPosition(Arguments arguments) {
    Transform transform = of(arguments, 1);
    double x = arguments.number(2);
    double y = arguments.number(3);
    double z = arguments.number(4);
    transform.x = x;
    transform.y = y;
    transform.z = z;
    return null;
  }

  private @Nullable Object translate(Arguments arguments) {
    Transform transform = of(arguments, 1);
    double x = arguments.number(2);
    double y = arguments.number(3);
    double z = arguments.number(4);
    transform.x += x;
    transform.y += y;
    transform.z += z;
    return null;
  }

  private @Nullable Object setRotation(Arguments arguments) {
    Transform transform = of(arguments, 1);
    double x = arguments.number(2);
    double y = arguments.number(3);
    double z = arguments.number(4);
    double w = arguments.number(5);
    double length = Math.sqrt(x * x + y * y + z * z + w * w);
    if (!(length > 0)) {
      throw new HostException("a rotation of length 0");
    }
    transform.rotationX = x / length;
    transform.rotationY = y / length;
    transform.rotationZ = z / length;
    transform.rotationW = w / length;
    return null;
  }

  /// Turns about the world's y axis.
  private @Nullable Object rotateY(Arguments arguments) {
    Transform t = of(arguments, 1);
    double half = arguments.number(2) / 2;
    double sin = Math.sin(half);
    double cos = Math.cos(half);
    double x = cos * t.rotationX + sin * t.rotationZ;
    double y = cos * t.rotationY + sin * t.rotationW;
    double z = cos * t.rotationZ - sin * t.rotationX;
    double w = cos * t.rotationW - sin * t.rotationY;
    t.rotationX = x;
    t.rotationY = y;
    t.rotationZ = z;
    t.rotationW = w;
    return null;
  }

  private @Nullable Object setScale(Arguments arguments) {
    Transform transform = of(arguments, 1);
    double x = arguments.number(2);
    double y = arguments.number(3);
    double z = arguments.number(4);
    transform.scaleX = x;
    transform.scaleY = y;
    transform.scaleZ = z;
    return null;
  }

  private Object distance(Arguments arguments) {
    Transform from = of(arguments, 1);
    Transform to = of(arguments, 2);
    double x = to.x - from.x;
    double y = to.y - from.y;
    double z = to.z - from.z;
    return Math.sqrt(x * x + y * y + z * z);
  }
}
