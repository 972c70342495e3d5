package io.scriptfarm.delivery.replication;

import java.util.Optional;
import java.util.stream.Stream;

/// What a server serves: the current generation, and the one before for clients that are in the
/// middle of it.
record ServedGenerations(Optional<ServedGeneration> current, Optional<ServedGeneration> previous) {
  static final ServedGenerations NONE = new ServedGenerations(Optional.empty(), Optional.empty());

  /// @throws IllegalArgumentException when `next` is no later one
  ServedGenerations then(ServedGeneration next) {
    current.ifPresent(
        served -> {
          if (next.generation() <= served.generation()) {
            throw new IllegalArgumentException(
                "generation %d cannot follow %d; to go back, publish it under a new number"
                    .formatted(next.generation(), served.generation()));
          }
        });
    return new ServedGenerations(Optional.of(next), current);
  }

  Optional<ServedGeneration> find(long generation) {
    return Stream.of(current, previous)
        .flatMap(Optional::stream)
        .filter(served -> served.generation() == generation)
        .findFirst();
  }
}
