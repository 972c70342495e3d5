package io.scriptfarm.cache.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.publication.WorkspaceName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a path below `/workspaces/` names.
sealed interface PullPath {
  WorkspaceName workspace();

  /// `/workspaces/{workspace}/generations`: those that are kept.
  record Kept(WorkspaceName workspace) implements PullPath {}

  /// `…/events`: word of new ones.
  record Events(WorkspaceName workspace) implements PullPath {}

  /// `…/generations/latest/manifest`.
  record Latest(WorkspaceName workspace) implements PullPath {}

  /// `…/servers/{server}/{generation}`: what a game server runs.
  record Running(WorkspaceName workspace, String server, long generation) implements PullPath {}

  /// Something of one generation.
  sealed interface OfGeneration extends PullPath {
    long generation();
  }

  /// `…/generations/{generation}/manifest`.
  record Signed(WorkspaceName workspace, long generation) implements OfGeneration {}

  /// `…/generations/{generation}/files/{path}`.
  record File(WorkspaceName workspace, long generation, ProjectPath path) implements OfGeneration {}

  /// `…/generations/{generation}/blobs/{digest}`.
  record Artifact(WorkspaceName workspace, long generation, Digest digest)
      implements OfGeneration {}

  /// `…/generations/{generation}/pack`: those that the request lists.
  record Pack(WorkspaceName workspace, long generation) implements OfGeneration {}

  /// `…/generations/{generation}/packs/{name}`: a package of the manifest.
  record NamedPack(WorkspaceName workspace, long generation, String name) implements OfGeneration {}

  Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /// @param normalized a path without dot segments, in which only what must be is encoded
  static Optional<PullPath> parse(String normalized) {
    String[] part = normalized.split("/", 7); // "", workspaces, name, …; the last may have slashes
    if (part.length < 4 || !part[1].equals("workspaces") || !WorkspaceName.isValid(part[2])) {
      return Optional.empty();
    }
    WorkspaceName workspace = new WorkspaceName(part[2]);
    return switch (part[3]) {
      case "events" -> only(part, 4, new Events(workspace));
      case "servers" -> part.length == 6 ? running(workspace, part[4], part[5]) : Optional.empty();
      case "generations" -> generations(workspace, part);
      default -> Optional.empty();
    };
  }

  private static Optional<PullPath> generations(WorkspaceName workspace, String[] part) {
    if (part.length == 4) {
      return Optional.of(new Kept(workspace));
    }
    if (part.length == 5) {
      return Optional.empty();
    }
    if (part[4].equals("latest")) {
      return part[5].equals("manifest") ? only(part, 6, new Latest(workspace)) : Optional.empty();
    }
    Optional<Long> generation = number(part[4]);
    if (generation.isEmpty()) {
      return Optional.empty();
    }
    long number = generation.get();
    String rest = part.length == 7 ? part[6] : "";
    return switch (part[5]) {
      case "manifest" -> only(part, 6, new Signed(workspace, number));
      case "pack" -> only(part, 6, new Pack(workspace, number));
      case "files" -> path(rest).map(path -> new File(workspace, number, path));
      case "blobs" ->
          Digest.isValid(rest)
              ? Optional.of(new Artifact(workspace, number, new Digest(rest)))
              : Optional.empty();
      case "packs" -> decoded(rest).map(name -> new NamedPack(workspace, number, name));
      default -> Optional.empty();
    };
  }

  private static Optional<PullPath> running(
      WorkspaceName workspace, String server, String generation) {
    return NAME.matcher(server).matches()
        ? number(generation).map(number -> new Running(workspace, server, number))
        : Optional.empty();
  }

  private static Optional<PullPath> only(String[] part, int length, PullPath path) {
    return part.length == length ? Optional.of(path) : Optional.empty();
  }

  private static Optional<Long> number(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<ProjectPath> path(String encoded) {
    try {
      return decoded(encoded).map(ProjectPath::new);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a path that leads out of the generation names nothing in it
    }
  }

  private static Optional<String> decoded(String encoded) {
    try {
      // In paths, unlike in forms, a plus is a plus.
      return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
