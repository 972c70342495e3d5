package io.scriptfarm.runtime.world;

/// Entities, which are numbers, and what they have. Belongs to the game's main thread.
public interface World {
  /// A new entity without components; its number was never used before.
  long create();

  /// Removes an entity with all of its components; no matter when there is none.
  void destroy(long entity);

  boolean isAlive(long entity);

  /// All components of one kind, also when there is none yet.
  ///
  /// @param name as in `Transform`
  Components components(String name);
}
