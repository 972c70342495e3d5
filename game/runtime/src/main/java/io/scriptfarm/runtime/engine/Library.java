package io.scriptfarm.runtime.engine;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Functions of the host under one name, as in `console.log`. Immutable.
///
/// @param functions by name
public record Library(String name, SortedMap<String, HostFunction> functions) {
  public Library {
    functions = Collections.unmodifiableSortedMap(new TreeMap<>(functions));
  }

  public static Library of(String name, Map<String, HostFunction> functions) {
    return new Library(name, new TreeMap<>(functions));
  }
}
