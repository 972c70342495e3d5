package io.scriptfarm.access;

/// What can be done at a farm. Every resource method and every route names the one that it is;
/// {@link Role} says who may do which.
public enum Action {
  /// Submits builds and comparisons, and follows them. A build may publish.
  BUILD(Subject.WORKSPACES),
  /// Goes back to an earlier generation, names generations.
  PUBLISH(Subject.WORKSPACES),
  /// Looks at what was published, and at which server runs it.
  READ_PUBLISHED(Subject.WORKSPACES),
  /// Has tracebacks explained.
  TRACE(Subject.WORKSPACES),
  /// Asks which blobs are missing, and sends them.
  UPLOAD(Subject.CONTENT),
  /// Reads blobs by their digests, whatever they are.
  DOWNLOAD(Subject.CONTENT),
  /// Gets manifests and artifacts of generations, as far as the caller's view goes.
  PULL(Subject.CONTENT),
  /// Tells the farm which generation a server runs.
  REPORT(Subject.CONTENT),
  /// Reads the public keys that verify manifests.
  READ_KEYS(Subject.FARM),
  /// Makes the farm sign with a new key.
  ROTATE_KEYS(Subject.FARM),
  /// Looks at workers, queue, cache and meters.
  OBSERVE(Subject.FARM),
  /// Has the store verified and cleaned.
  CLEAN_UP(Subject.FARM);

  private final Subject subject;

  Action(Subject subject) {
    this.subject = subject;
  }

  private enum Subject {
    /// The farm as a whole, and no workspace.
    FARM,
    /// What somebody makes of workspaces.
    WORKSPACES,
    /// What is in workspaces. That of others is as if it were not there.
    CONTENT
  }

  /// Whether it concerns workspaces, so that a credential which is kept to some may not do it
  /// everywhere.
  boolean concernsWorkspaces() {
    return subject != Subject.FARM;
  }

  /// Whether somebody who may not do it must not learn that there is something.
  boolean isSecret() {
    return subject == Subject.CONTENT;
  }
}
