package io.scriptfarm.runtime.script;

import com.fasterxml.jackson.core.type.TypeReference;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Scripts' parameters, each text parsed once. What is wrong keeps the last good ones.
final class Parameters {
  private static final int KEPT = 1_024;
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Map<Long, Map<String, Object>> good = new HashMap<>(); // by entity
  private final Map<Digest, Parsed> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Parsed> eldest) {
          return size() > KEPT;
        }
      };
  private long parses;

  private record Parsed(Map<String, Object> values, Optional<String> problem) {}

  /// @param problem why they are not what the text says
  record Given(Map<String, Object> values, Optional<String> problem) {}

  Given of(long entity, String json) {
    Parsed now = parsed.computeIfAbsent(Blob.ofUtf8(json).digest(), _ -> parse(json));
    if (now.problem().isPresent()) {
      return new Given(good.getOrDefault(entity, Map.of()), now.problem());
    }
    good.put(entity, now.values());
    return new Given(now.values(), Optional.empty());
  }

  void forget(long entity) {
    good.remove(entity);
  }

  long parses() {
    return parses;
  }

  private Parsed parse(String json) {
    parses++;
    try {
      Map<String, Object> values = Json.read(json, OBJECT);
      return new Parsed(values, Optional.empty());
    } catch (MalformedException e) {
      return new Parsed(Map.of(), Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
