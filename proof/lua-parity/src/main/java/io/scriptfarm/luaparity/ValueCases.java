package io.scriptfarm.luaparity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.peersuite.PeerCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// The cases of the recorded suite that have a value, and the Lua libraries that they use, by name.
public record ValueCases(List<ValueCase> all, SortedMap<String, String> libraries) {
  public ValueCases {
    all = List.copyOf(all);
    libraries = Collections.unmodifiableSortedMap(new TreeMap<>(libraries));
  }

  /// @param folder as {@link PeerCases#find} has it
  public static ValueCases read(Path folder) throws IOException {
    List<ValueCase> cases = new ArrayList<>();
    PeerCases.each(
        folder,
        (line, name) -> {
          if (line.has("expected")) {
            cases.add(ValueCase.of(line, name));
          }
        });
    SortedMap<String, String> libraries = new TreeMap<>();
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("lualib-blobs.json.gz")))) {
      Json.read(in.readAllBytes(), JsonNode.class)
          .properties()
          .forEach(entry -> libraries.put(entry.getKey(), entry.getValue().asText()));
    }
    return new ValueCases(cases, libraries);
  }
}
