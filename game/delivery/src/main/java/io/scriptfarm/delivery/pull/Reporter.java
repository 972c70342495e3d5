package io.scriptfarm.delivery.pull;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Says which generation a server runs: when that changes, and again before the farm forgets it.
final class Reporter {
  private static final System.Logger LOG = System.getLogger(Reporter.class.getName());
  private static final Duration AGAIN =
      Duration.ofSeconds(30); // the farm forgets after two minutes

  private final ScriptSource source;
  private final String server;
  private final BlockingQueue<Long> changes = new LinkedBlockingQueue<>();

  Reporter(ScriptSource source, String server) {
    this.source = source;
    this.server = server;
  }

  /// The server runs this from now on.
  void ready(long generation) {
    changes.add(generation);
  }

  /// Reports until the thread is interrupted.
  void run() {
    try {
      long running = changes.take();
      while (true) {
        report(running);
        running =
            Optional.ofNullable(changes.poll(AGAIN.toMillis(), TimeUnit.MILLISECONDS))
                .orElse(running);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(long running) {
    try {
      source.ready(server, running);
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.log(Level.WARNING, "the farm does not hear what this server runs: {0}", e.toString());
      }
    }
  }
}
