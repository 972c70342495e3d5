package io.scriptfarm.delivery.pull;

import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Optional;
import java.util.function.Consumer;

/// Where a server hears of generations. What it hears is checked before it counts.
@FunctionalInterface
public interface GenerationFeed {
  /// Tells `taker` of the youngest generation of a workspace, and of each that is published from
  /// then on, as far as it is heard of; older ones do no harm. Comes back from lost connections by
  /// itself.
  ///
  /// @throws InterruptedException when the thread is interrupted; there is no other end
  void follow(WorkspaceName workspace, Consumer<Announcement> taker) throws InterruptedException;

  /// That there is a generation.
  ///
  /// @param release its manifests, if they came along
  record Announcement(long generation, Optional<Release> release) {}
}
