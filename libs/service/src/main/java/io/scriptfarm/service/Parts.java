package io.scriptfarm.service;

import java.util.ArrayList;
import java.util.List;

/// What a service has opened, in the order of dependence. Closing goes in reverse, so that nothing
/// loses what it depends on; a part that fails to close keeps no other open. Not thread-safe.
public final class Parts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Parts.class.getName());

  private final List<AutoCloseable> parts = new ArrayList<>();

  /// Adds a part, which depends on none that is added later.
  ///
  /// @return the part
  public <T extends AutoCloseable> T keep(T part) {
    parts.add(part);
    return part;
  }

  /// Closes all parts, the last one first. Logs what they throw, since a service that stops has
  /// nobody else to tell.
  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the others close at once
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "part not closed properly", e);
      }
    }
    parts.clear();
  }
}
