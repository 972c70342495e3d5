package io.scriptfarm.compiler.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Digest;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a build leaves for the next one. `state` is the driver's, and is kept as it comes.
///
/// @param printed the scripts as the printer gave them, each a blob, by path
public record LeftBuild(JsonNode state, SortedMap<String, Digest> printed) {
  public LeftBuild {
    printed = Collections.unmodifiableSortedMap(new TreeMap<>(printed));
  }
}
