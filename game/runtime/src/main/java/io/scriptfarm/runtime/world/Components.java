package io.scriptfarm.runtime.world;

import org.jspecify.annotations.Nullable;

/// Components of one kind, one an entity.
public interface Components {
  /// @return null when the entity has none
  @Nullable Object get(long entity);

  /// @param component null removes it
  /// @throws IllegalArgumentException when there is no such entity
  void set(long entity, @Nullable Object component);

  /// The entities that have one, in ascending order.
  long[] entities();

  /// Another number whenever {@link #entities} would be another list.
  long version();
}
