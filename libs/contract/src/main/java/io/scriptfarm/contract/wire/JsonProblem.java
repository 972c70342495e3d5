package io.scriptfarm.contract.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is wrong with a JSON text, in words for whoever wrote it. He knows the names of fields, and
/// none of our classes, which are all over Jackson's own messages.
final class JsonProblem {
  // A setting of Jackson's that a limit comes from.
  private static final Pattern SETTING = Pattern.compile(",? ?from `[A-Za-z.]+\\(\\)`");
  private static final Pattern ALLOWED = Pattern.compile("accepted for Enum class: (\\[[^]]*])");
  // Values of ours that are written as texts.
  private static final Set<Class<?>> TEXTS =
      Set.of(
          Digest.class, CompileKey.class, ProjectPath.class, BytecodeFormat.class, Instant.class);
  private static final Pattern MISSING = Pattern.compile("creator property '([^']*)'");

  private JsonProblem() {}

  static String words(Exception e) {
    if (!(e instanceof JsonProcessingException problem)) {
      return "no content";
    }
    String said = Objects.requireNonNullElse(problem.getOriginalMessage(), "");
    String what =
        switch (problem) {
          case StreamConstraintsException _ -> SETTING.matcher(said).replaceAll("");
          case JsonEOFException _ -> "it ends too early";
          case StreamReadException read -> said + at(read);
          case InvalidTypeIdException _ -> "its `type` is missing, or is none that there is";
          case ValueInstantiationException refused -> reason(refused);
          case InvalidNullException _ -> "null is not allowed";
          case MismatchedInputException mismatch -> mismatch(mismatch, said);
          case JsonMappingException mapping
              when mapping.getCause() instanceof StreamReadException ->
              "it is out of range";
          default -> "it cannot be read";
        };
    return what
        + (problem instanceof JsonMappingException mapping
            ? path(mapping).map(path -> " (at " + path + ")").orElse("")
            : "");
  }

  private static String at(StreamReadException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /// The words of the value's own type, which are for people.
  private static String reason(ValueInstantiationException e) {
    return e.getCause() instanceof IllegalArgumentException ours && ours.getMessage() != null
        ? ours.getMessage()
        : "a value is missing or not allowed";
  }

  private static String mismatch(MismatchedInputException e, String said) {
    Matcher missing = MISSING.matcher(said);
    if (missing.find()) {
      return "`" + missing.group(1) + "` is missing or null";
    }
    if (said.startsWith("Trailing token")) {
      return "there is trailing text after it";
    }
    if (said.startsWith("No content")) {
      return "no content";
    }
    Matcher allowed = ALLOWED.matcher(said);
    return allowed.find()
        ? "it is none of " + allowed.group(1)
        : "it is to be " + kind(e.getTargetType());
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "a list";
    }
    return isText(type) ? "a text" : "an object";
  }

  private static boolean isText(Class<?> type) {
    return CharSequence.class.isAssignableFrom(type) || type.isEnum() || TEXTS.contains(type);
  }

  /// Such as `digests[3].path`; empty for the document itself.
  private static Optional<String> path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      } else if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? Optional.empty() : Optional.of(path.toString());
  }
}
