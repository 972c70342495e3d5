package io.scriptfarm.runtime.bindings;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/// `math` beyond Lua's own, `ease` and `random`.
final class Numbers {
  private Numbers() {}

  static List<Library> libraries(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return List.of(math(random), ease(), random(random));
  }

  private static Library math(SplittableRandom random) {
    Map<String, HostFunction> functions = new TreeMap<>();
    functions.put("clamp", a -> clamp(a.number(1), a.number(2), a.number(3)));
    functions.put("lerp", a -> lerp(a.number(1), a.number(2), a.number(3)));
    functions.put("inverseLerp", a -> part(a.number(1), a.number(2), a.number(3)));
    functions.put(
        "remap", a -> lerp(a.number(4), a.number(5), part(a.number(2), a.number(3), a.number(1))));
    functions.put("sign", a -> Math.signum(a.number(1)));
    functions.put("round", a -> Math.floor(a.number(1) + 0.5));
    functions.put(
        "smoothstep",
        a -> {
          double t = clamp(part(a.number(1), a.number(2), a.number(3)), 0, 1);
          return t * t * (3 - 2 * t);
        });
    functions.put(
        "approach",
        a -> {
          double from = a.number(1);
          double way = a.number(2) - from;
          return from + Math.signum(way) * Math.min(Math.abs(way), Math.abs(a.number(3)));
        });
    functions.put("deltaAngle", a -> Math.IEEEremainder(a.number(2) - a.number(1), 2 * Math.PI));
    functions.put("random", a -> luas(random, a));
    return Library.of("math", functions);
  }

  /// As in Lua: a part of 1, or a whole number from 1 or from a first to a last one.
  private static double luas(SplittableRandom random, Arguments arguments) {
    return switch (arguments.count()) {
      case 0 -> random.nextDouble();
      case 1 -> whole(random, 1, arguments.number(1));
      default -> whole(random, arguments.number(1), arguments.number(2));
    };
  }

  private static double whole(SplittableRandom random, double from, double to) {
    if (!(from <= to)) {
      throw new HostException("bad argument (interval is empty)");
    }
    return random.nextLong((long) from, (long) to + 1);
  }

  private static double clamp(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }

  private static double lerp(double from, double to, double part) {
    return from + (to - from) * part;
  }

  private static double part(double from, double to, double value) {
    return from == to ? 0 : (value - from) / (to - from);
  }

  private static Library ease() {
    Map<String, HostFunction> functions = new TreeMap<>();
    put(functions, "linear", t -> t);
    family(functions, "Quad", t -> t * t);
    family(functions, "Cubic", t -> t * t * t);
    family(functions, "Sine", t -> 1 - Math.cos(t * Math.PI / 2));
    family(functions, "Expo", t -> t == 0 ? 0 : Math.pow(2, 10 * t - 10));
    family(functions, "Back", t -> t * t * (2.70158 * t - 1.70158));
    return Library.of("ease", functions);
  }

  /// @param in from 0 to 1, slow at the beginning
  private static void family(
      Map<String, HostFunction> functions, String name, DoubleUnaryOperator in) {
    put(functions, "in" + name, in);
    put(functions, "out" + name, t -> 1 - in.applyAsDouble(1 - t));
    put(
        functions,
        "inOut" + name,
        t -> t < 0.5 ? in.applyAsDouble(2 * t) / 2 : 1 - in.applyAsDouble(2 - 2 * t) / 2);
  }

  private static void put(
      Map<String, HostFunction> functions, String name, DoubleUnaryOperator curve) {
    functions.put(name, a -> curve.applyAsDouble(clamp(a.number(1), 0, 1)));
  }

  private static Library random(SplittableRandom random) {
    return Library.of(
        "random",
        Map.<String, HostFunction>of(
            "value", _ -> random.nextDouble(),
            "range", a -> lerp(a.number(1), a.number(2), random.nextDouble()),
            "int", a -> whole(random, a.number(1), a.number(2)),
            "chance", a -> random.nextDouble() < a.number(1),
            "sign", _ -> random.nextBoolean() ? 1.0 : -1.0));
  }
}
