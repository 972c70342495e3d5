package io.scriptfarm.compiler.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.toolchain.BundledToolchain;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The records of this package say what the driver's `protocol.ts` says: the same calls with the
/// same fields, of the same kinds and as optional.
class ProtocolTest {
  private static final Set<Class<?>> TEXTS =
      Set.of(String.class, Digest.class, CompileKey.class, ProjectPath.class);
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, long.class, Integer.class, Long.class);

  private static final JsonNode DRIVER = Json.read(BundledToolchain.protocol(), JsonNode.class);

  @Test
  void callsAreThoseOfTheDriver() {
    SortedMap<String, String> driver = new TreeMap<>();
    DRIVER
        .path("calls")
        .properties()
        .forEach(
            call ->
                driver.put(
                    call.getKey(),
                    shape(call.getValue().path("request"))
                        + "\n-> "
                        + shape(call.getValue().path("answer"))));
    SortedMap<String, String> farm = new TreeMap<>();
    for (DriverCall<?, ?> call : DriverCall.ALL) {
      farm.put(call.function(), shape(call.request()) + "\n-> " + shape(call.answer()));
    }

    assertEquals(driver.keySet(), farm.keySet());
    driver.forEach((call, shape) -> assertEquals(shape, farm.get(call), call));
  }

  @Test
  void answersAlikeWhenACallCannotBeMade() {
    assertEquals(shape(DRIVER.path("missing")), shape(Missing.class));
    assertEquals(shape(DRIVER.path("tooDeep")), shape(TooDeep.class));
  }

  @Test
  void tableHasEveryCall() {
    long constants =
        Arrays.stream(DriverCall.class.getFields())
            .filter(field -> field.getType() == DriverCall.class)
            .count();

    assertEquals(constants, Set.copyOf(DriverCall.ALL).size());
  }

  /// A type of `protocol.ts`, in the words that both sides have in common.
  private static String shape(JsonNode type) {
    return switch (type.path("kind").asText()) {
      case "array" -> shape(type.path("of")) + "[]";
      case "record" -> "{string: " + shape(type.path("of")) + "}";
      case "tuple" ->
          type.path("elements").valueStream().map(ProtocolTest::shape).toList().toString();
      case "literals" ->
          type.path("values").valueStream().map(JsonNode::asText).sorted().toList().toString();
      case "fields" -> {
        SortedMap<String, String> fields = new TreeMap<>();
        type.path("fields")
            .properties()
            .forEach(
                field ->
                    fields.put(
                        field.getKey(),
                        (field.getValue().path("optional").asBoolean() ? "? " : "")
                            + shape(field.getValue().path("type"))));
        yield fields.toString();
      }
      case String kind -> kind;
    };
  }

  /// The JSON of a Java type, in the same words.
  private static String shape(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return "? " + shape(of[0]);
      }
      if (Collection.class.isAssignableFrom(raw)) {
        return shape(of[0]) + "[]";
      }
      if (Map.class.isAssignableFrom(raw)) {
        return "{" + shape(of[0]) + ": " + shape(of[1]) + "}";
      }
    } else if (type instanceof Class<?> plain) {
      if (TEXTS.contains(plain)) {
        return "string";
      }
      if (NUMBERS.contains(plain)) {
        return "number";
      }
      if (plain == boolean.class || plain == Boolean.class) {
        return "boolean";
      }
      if (plain == JsonNode.class) {
        return "object";
      }
      if (plain.isArray()) {
        return shape(plain.getComponentType()) + "[]";
      }
      if (plain.isEnum()) {
        return Arrays.stream(plain.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name())
            .sorted()
            .toList()
            .toString();
      }
      if (plain.isRecord()) {
        return shape(plain, plain.getRecordComponents());
      }
    }
    throw new AssertionError("the protocol has no " + type.getTypeName());
  }

  private static String shape(Class<?> type, RecordComponent[] components) {
    JsonFormat format = type.getAnnotation(JsonFormat.class);
    if (format != null && format.shape() == JsonFormat.Shape.ARRAY) {
      List<String> elements =
          Arrays.stream(components).map(component -> shape(component.getGenericType())).toList();
      return elements.toString();
    }
    SortedMap<String, String> fields = new TreeMap<>();
    for (RecordComponent component : components) {
      fields.put(component.getName(), shape(component.getGenericType()));
    }
    return fields.toString();
  }
}
