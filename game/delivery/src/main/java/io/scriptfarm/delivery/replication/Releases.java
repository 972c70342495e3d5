package io.scriptfarm.delivery.replication;

import java.util.Optional;
import java.util.stream.Stream;

/// What a server serves: the current generation, and the one before for clients that are in the
/// middle of it.
record Releases(Optional<Release> current, Optional<Release> previous) {
  static final Releases NONE = new Releases(Optional.empty(), Optional.empty());

  /// @throws IllegalArgumentException when `next` is no later one
  Releases then(Release next) {
    current.ifPresent(
        release -> {
          if (next.generation() <= release.generation()) {
            throw new IllegalArgumentException(
                "generation %d cannot follow %d; to go back, publish it under a new number"
                    .formatted(next.generation(), release.generation()));
          }
        });
    return new Releases(Optional.of(next), current);
  }

  Optional<Release> find(long generation) {
    return Stream.of(current, previous)
        .flatMap(Optional::stream)
        .filter(release -> release.generation() == generation)
        .findFirst();
  }
}
