package io.scriptfarm.gateway.wiring;

import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.orchestration.Shares;
import io.scriptfarm.store.WorkLeft;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Tells the other gateways how much work this one's builds wait for, so that any of them can
/// answer an autoscaler for all. Thread-safe.
final class WorkAnnouncement implements AutoCloseable {
  /// Autoscalers ask every 5 to 30 s.
  private static final Duration OFTEN = Duration.ofSeconds(1);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("work-left").factory());
  private final String gateway = UUID.randomUUID().toString();
  private final WorkLeft all;

  private WorkAnnouncement(WorkLeft all) {
    this.all = all;
  }

  /// Begins to tell, until it is closed.
  static WorkAnnouncement start(Shares shares, WorkLeft all) {
    WorkAnnouncement announcement = new WorkAnnouncement(all);
    announcement.timer.scheduleWithFixedDelay(
        () -> announcement.tell(shares.left()), 0, OFTEN.toMillis(), TimeUnit.MILLISECONDS);
    return announcement;
  }

  private void tell(Duration left) {
    try {
      all.announce(gateway, left, OFTEN.multipliedBy(10));
    } catch (StoreUnavailableException e) {
      // The next word comes soon; until then the last one counts.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      all.leave(gateway);
    } catch (StoreUnavailableException e) {
      // Its word expires.
    }
  }
}
