package io.scriptfarm.store;

import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A report is stored as `number:expiry:reported`, the times in milliseconds of the epoch.
final class RedisServerReports implements ServerReports {
  private static final String HASH = "servers";

  private final RedisReleases releases;
  private final InstantSource clock;

  RedisServerReports(RedisReleases releases, InstantSource clock) {
    this.releases = releases;
    this.clock = clock;
  }

  @Override
  public boolean accept(ServerReport report, Duration lease) {
    return releases.setIfReleased(
        report.workspace(),
        report.generation(),
        HASH,
        report.server(),
        "%d:%d:%d"
            .formatted(
                report.generation(),
                report.at().plus(lease).toEpochMilli(),
                report.at().toEpochMilli()));
  }

  @Override
  public List<ServerReport> current() {
    long now = clock.millis();
    List<ServerReport> current = new ArrayList<>();
    for (WorkspaceName workspace : releases.names()) {
      releases
          .all(workspace, HASH)
          .forEach(
              (server, stored) -> {
                String[] parts = stored.split(":", 3);
                if (Long.parseLong(parts[1]) >= now) {
                  current.add(
                      new ServerReport(
                          workspace,
                          server,
                          Long.parseLong(parts[0]),
                          Instant.ofEpochMilli(Long.parseLong(parts[2]))));
                }
              });
    }
    return current;
  }
}
