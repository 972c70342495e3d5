package io.scriptfarm.peersuite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The cases that no farm can give as recorded, by name, with the reason.
///
/// In the file a paragraph is a group of cases: first the reason in lines that begin with `#`, then
/// the names.
public record KnownDifferences(Map<String, String> reasons) {
  private static final String FILE = "known-differences.txt";

  public KnownDifferences {
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  /// Those of the recorded suite.
  public static KnownDifferences load() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(KnownDifferences.class.getResourceAsStream(FILE), FILE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      Map<String, String> reasons = new LinkedHashMap<>();
      StringBuilder reason = new StringBuilder();
      boolean named = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          reason.setLength(0);
        } else if (line.startsWith("#")) {
          if (named) {
            reason.setLength(0);
          }
          reason.append(reason.isEmpty() ? "" : " ").append(line.substring(1).strip());
        } else if (reason.isEmpty()) {
          throw new IOException(FILE + " gives no reason for " + line);
        } else {
          reasons.put(line, reason.toString());
        }
        named = !line.isBlank() && !line.startsWith("#");
      }
      return new KnownDifferences(reasons);
    }
  }

  public boolean contains(PeerResult result) {
    return reasons.containsKey(result.name());
  }
}
