package io.scriptfarm.luaparity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A case that was run on an interpreter; `difference` from the record, if there is any.
public record Trial(ValueCase test, Dialect lua, Optional<String> difference) {
  /// @param printed the last line that `value.lua` printed, or what came instead
  static Trial of(ValueCase test, Dialect lua, String printed) {
    JsonNode answer;
    try {
      answer = Json.read(printed, JsonNode.class);
    } catch (MalformedException e) {
      return different(test, lua, "no value: " + printed);
    }
    if (answer.has("error")) {
      String error = text(answer.path("error"));
      return test.expectedError().filter(wanted -> plain(error).endsWith(plain(wanted))).isPresent()
          ? new Trial(test, lua, Optional.empty())
          : different(test, lua, "error: " + error);
    }
    if (test.expectedError().isPresent()) {
      return different(test, lua, "no error, but " + answer.path("value"));
    }
    return same(test.expected(), answer.path("value"))
        ? new Trial(test, lua, Optional.empty())
        : different(test, lua, "value: " + answer.path("value"));
  }

  private static Trial different(ValueCase test, Dialect lua, String how) {
    return new Trial(test, lua, Optional.of(how));
  }

  /// The suite leaves control characters out of messages.
  private static String plain(String message) {
    return message.replaceAll("\\p{Cntrl}", "");
  }

  /// Whether a recorded value, which went through JSON, is the one that Lua gave. Lua has no null
  /// in tables and no difference between an empty array and an empty object; JSON has no NaN and no
  /// infinities.
  private static boolean same(JsonNode expected, JsonNode actual) {
    return switch (expected.getNodeType()) {
      case NULL, MISSING -> actual.isNull() || isNotFinite(actual);
      case STRING -> actual.isTextual() && expected.asText().equals(text(actual));
      case NUMBER -> actual.isNumber() && expected.asDouble() == actual.asDouble();
      case BOOLEAN -> actual.isBoolean() && expected.asBoolean() == actual.asBoolean();
      case ARRAY -> sameElements(expected, actual);
      case OBJECT ->
          expected.has("sample") // of Jest: a string with this in it
              ? actual.isTextual() && text(actual).contains(expected.path("sample").asText())
              : sameFields(expected, actual);
      case BINARY, POJO -> false;
    };
  }

  private static boolean isNotFinite(JsonNode actual) {
    return actual.has("number");
  }

  private static boolean sameElements(JsonNode expected, JsonNode actual) {
    Map<String, JsonNode> fields = fields(actual);
    if (!actual.has("table")) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      JsonNode element = fields.remove(Integer.toString(i + 1));
      if (!same(expected.get(i), element == null ? Json.mapper().nullNode() : element)) {
        return false;
      }
    }
    return fields.isEmpty();
  }

  private static boolean sameFields(JsonNode expected, JsonNode actual) {
    Map<String, JsonNode> fields = fields(actual);
    if (!actual.has("table")) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      JsonNode value = fields.remove(field.getKey());
      if (!same(field.getValue(), value == null ? Json.mapper().nullNode() : value)) {
        return false;
      }
    }
    return fields.isEmpty();
  }

  /// A table as `value.lua` writes it: pairs of key and value.
  private static Map<String, JsonNode> fields(JsonNode table) {
    Map<String, JsonNode> fields = new HashMap<>();
    for (JsonNode pair : table.path("table")) {
      JsonNode key = pair.get(0);
      boolean whole = key.isNumber() && key.asDouble() == Math.rint(key.asDouble());
      fields.put(whole ? Long.toString(key.asLong()) : text(key), pair.get(1));
    }
    return fields;
  }

  /// Lua's strings are bytes, which `value.lua` writes as one character each.
  private static String text(JsonNode string) {
    return new String(
        string.asText().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
