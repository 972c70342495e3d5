package io.scriptfarm.worker.execute;

/// Lets jobs go first that are more urgent than the one that the calling thread runs.
@FunctionalInterface
public interface Courtesy {
  /// Returns when the job may go on; waits meanwhile.
  ///
  /// @throws InterruptedException when the job was told to stop
  void giveWay() throws InterruptedException;
}
