package io.scriptfarm.contract.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

/// Reads the JSON of requests, which anybody may have written: exactly one document, no key twice,
/// no null in a list, and each value of the type that it is declared with. What {@link Json} reads
/// comes from the farm itself. Fields that are not known are ignored here too. Thread-safe.
public final class StrictJson {
  private static final ObjectMapper MAPPER =
      configure(
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS) // a "3" is no 3
              .build());

  private StrictJson() {}

  private static ObjectMapper configure(ObjectMapper mapper) {
    Json.configure(mapper);
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    for (CoercionInputShape number :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(number, CoercionAction.Fail);
    }
    return mapper;
  }

  /// @param name what the message calls it
  /// @throws MalformedException when `json` is not a `type`; the message says where and why
  public static <T> T read(String json, Class<T> type, String name) {
    return Json.read(() -> MAPPER.readValue(json, type), name);
  }

  /// @param name what the message calls it
  /// @throws MalformedException when `json` is not a `type`; the message says where and why
  public static <T> T read(byte[] json, Class<T> type, String name) {
    return Json.read(() -> MAPPER.readValue(json, type), name);
  }
}
