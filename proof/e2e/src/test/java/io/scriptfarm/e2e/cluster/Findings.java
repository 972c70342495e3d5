package io.scriptfarm.e2e.cluster;

import io.scriptfarm.harness.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a person wants to see of a cluster where a test failed: its pods, events and logs, in
/// `target/cluster` of this module.
final class Findings {
  private static final String EACH = "--selector=app.kubernetes.io/name";

  private Findings() {}

  static void keep(Kubectl kubectl) {
    Path folder = Repository.root().resolve("proof/e2e/target/cluster");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keep(kubectl, folder.resolve("pods.txt"), "get", "pods", "--output=wide");
    keep(kubectl, folder.resolve("pods.yaml"), "get", "pods", "--output=yaml");
    keep(kubectl, folder.resolve("events.txt"), "get", "events", "--sort-by=.lastTimestamp");
    String[] logs = {
      "logs", EACH, "--prefix", "--tail=300", "--max-log-requests=20", "--ignore-errors"
    };
    keep(kubectl, folder.resolve("logs.txt"), logs);
  }

  private static void keep(Kubectl kubectl, Path file, String... arguments) {
    try {
      Files.writeString(file, kubectl.tryTo(arguments).out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
