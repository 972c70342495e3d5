package io.scriptfarm.contract.wire;

/// Memory for contents whose size others choose. Whoever is about to hold one asks first.
public interface Room {
  /// Memory that nobody counts, for whoever reads what he asked for himself.
  Room UNBOUNDED =
      new Room() {
        @Override
        public void take(long bytes) {}

        @Override
        public void giveBack(long bytes) {}
      };

  /// Counts `bytes` more as held; may wait for others to give back theirs.
  ///
  /// @throws RuntimeException when there is no room
  void take(long bytes);

  /// Counts `bytes` less as held.
  void giveBack(long bytes);
}
