package io.scriptfarm.contract.wire;

import java.time.Duration;

/// The one place where a thread sleeps: between two looks at something that says nothing of its
/// own, such as a port, a process or a file. Whatever can tell is waited for instead.
public final class Pause {
  private Pause() {}

  public static void of(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
