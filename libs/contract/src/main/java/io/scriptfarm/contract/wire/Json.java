package io.scriptfarm.contract.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The JSON form of every value of the contract: records as objects, digests, keys and paths as
/// strings, durations as milliseconds, sealed types with a `type` that names the alternative in
/// kebab case. Fields that are not known are ignored, so that old readers survive new writers.
public final class Json {
  private static final ObjectMapper MAPPER = configure(new ObjectMapper());

  private Json() {}

  /// The shared mapper; reconfiguring it is not supported.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// Teaches `mapper` the contract's values; for frameworks that bring a mapper of their own.
  public static ObjectMapper configure(ObjectMapper mapper) {
    mapper.registerModule(new Jdk8Module()).registerModule(values());
    mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT);
    mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
    mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    mapper.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    alternatives(mapper);
    return mapper;
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("every value of the contract has a JSON form", e);
    }
  }

  /// The `type` in the JSON of an alternative of a sealed type, such as `script-finished`.
  public static String type(Object alternative) {
    return kebab(alternative.getClass());
  }

  /// @throws MalformedException when `json` is not a `type`
  public static <T> T read(String json, Class<T> type) {
    return read(json, type, type.getSimpleName());
  }

  /// @param name what the message calls it
  /// @throws MalformedException when `json` is not a `type`
  public static <T> T read(String json, Class<T> type, String name) {
    return read(() -> MAPPER.readValue(json, type), name);
  }

  /// @throws MalformedException when `json` is not a `type`
  public static <T> T read(byte[] json, Class<T> type) {
    return read(() -> MAPPER.readValue(json, type), type.getSimpleName());
  }

  /// @throws MalformedException when `json` is not a `type`
  public static <T> T read(String json, TypeReference<T> type) {
    return read(() -> MAPPER.readValue(json, type), type.getType().getTypeName());
  }

  /// Which limit of size or depth the JSON went past, in words, if that is what was wrong with it.
  public static Optional<String> limitMet(MalformedException malformed) {
    return Stream.<Throwable>iterate(malformed, Objects::nonNull, Throwable::getCause)
        .filter(StreamConstraintsException.class::isInstance)
        .map(cause -> JsonProblem.words((StreamConstraintsException) cause))
        .findFirst();
  }

  /// What a mapper reads.
  interface Reading<T> {
    @Nullable T read() throws IOException;
  }

  static <T> T read(Reading<T> reading, String name) {
    try {
      return Objects.requireNonNull(reading.read());
    } catch (IOException | NullPointerException e) {
      throw malformed(name, e);
    }
  }

  private static MalformedException malformed(String type, Exception e) {
    return new MalformedException("not a valid " + type + ": " + JsonProblem.words(e), e);
  }

  private static SimpleModule values() {
    SimpleModule module = new SimpleModule("scriptfarm");
    module.setMixInAnnotation(Digest.class, DigestText.class);
    module.setMixInAnnotation(ProjectPath.class, ProjectPathText.class);
    module.setMixInAnnotation(CompileKey.class, CompileKeyText.class);
    module.setMixInAnnotation(Diagnostic.class, DiagnosticComponents.class);
    module.setMixInAnnotation(BytecodeFormat.class, BytecodeFormatText.class);
    module.addKeySerializer(CompileKey.class, new ToStringKey<>(CompileKey.class));
    module.addKeyDeserializer(
        CompileKey.class,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return new CompileKey(new Digest(key));
          }
        });
    module.addSerializer(
        Duration.class,
        new StdSerializer<>(Duration.class) {
          @Override
          public void serialize(
              Duration value,
              com.fasterxml.jackson.core.JsonGenerator out,
              com.fasterxml.jackson.databind.SerializerProvider provider)
              throws IOException {
            out.writeNumber(value.toMillis());
          }
        });
    module.addDeserializer(
        Duration.class,
        new StdDeserializer<>(Duration.class) {
          @Override
          public Duration deserialize(
              com.fasterxml.jackson.core.JsonParser in, DeserializationContext context)
              throws IOException {
            return Duration.ofMillis(in.getLongValue());
          }
        });
    module.addSerializer(Instant.class, ToStringSerializer.instance); // ISO 8601
    module.addDeserializer(
        Instant.class,
        new StdDeserializer<>(Instant.class) {
          @Override
          public Instant deserialize(
              com.fasterxml.jackson.core.JsonParser in, DeserializationContext context)
              throws IOException {
            return Instant.parse(in.getText());
          }
        });
    return module;
  }

  /// Sealed types get a `type` property; a new alternative is known by its name without more ado,
  /// and so is the outcome that a job has within it.
  private static void alternatives(ObjectMapper mapper) {
    for (Class<?> root :
        new Class<?>[] {
          Plan.Work.class,
          Plan.Subject.class,
          CompileOutcome.class,
          CompileOutcome.Unsettled.class,
          BytecodeJob.Chunk.class,
          Job.class,
          BuildEvent.class,
          BuildEvent.Bytecode.class,
          BuildEvent.Conclusion.class
        }) {
      mapper.addMixIn(root, Alternative.class);
      registerRecords(mapper, root);
    }
    mapper.addMixIn(CompileOutcome.Settled.class, Alternative.class);
    for (Class<?> job : Job.class.getPermittedSubclasses()) {
      for (Class<?> member : job.getDeclaredClasses()) {
        if (CompileOutcome.Settled.class.isAssignableFrom(member)) {
          register(mapper, member);
        }
      }
    }
  }

  private static void registerRecords(ObjectMapper mapper, Class<?> sealedType) {
    for (Class<?> permitted : sealedType.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        registerRecords(mapper, permitted);
      } else if (permitted.isRecord()) {
        register(mapper, permitted);
      }
    }
  }

  private static void register(ObjectMapper mapper, Class<?> alternative) {
    mapper.registerSubtypes(
        new com.fasterxml.jackson.databind.jsontype.NamedType(alternative, kebab(alternative)));
  }

  private static String kebab(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Alternative {}

  private abstract static class DigestText {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    DigestText(String hex) {}

    @JsonValue
    abstract String hex();
  }

  private abstract static class ProjectPathText {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    ProjectPathText(String value) {}

    @JsonValue
    abstract String value();
  }

  private abstract static class CompileKeyText {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    CompileKeyText(Digest digest) {}

    @JsonValue
    abstract Digest digest();
  }

  private abstract static class BytecodeFormatText {
    @JsonValue
    abstract String id();
  }

  private abstract static class DiagnosticComponents {
    @JsonIgnore
    abstract boolean isError(); // follows from the category

    @JsonIgnore
    abstract boolean isRemark();
  }

  private static final class ToStringKey<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;

    ToStringKey(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(
        T value,
        com.fasterxml.jackson.core.JsonGenerator out,
        com.fasterxml.jackson.databind.SerializerProvider provider)
        throws IOException {
      out.writeFieldName(value.toString());
    }
  }
}
