package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.Missing;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.protocol.TooDeep;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One project in a session of an engine: the compilers that it has installed, and the contents
/// that they may read. A stage of compiling is a few calls of it.
public record ProjectSession(
    Project project,
    Installed installed,
    Optional<ProjectRef.Since> since,
    JsSession engine,
    ContentSource contents,
    SessionGuard guard) {

  public ProjectSession(
      Project project,
      ProjectCompilers.Found found,
      JsSession engine,
      ContentSource contents,
      SessionGuard guard) {
    this(project, found.installed(), found.since(), engine, contents, guard);
  }

  public ProjectRef reference() {
    return new ProjectRef(
        PlanJob.key(project),
        project.snapshot(),
        project.config(),
        installed.folders(),
        since,
        project.invocation());
  }

  /// The store lacks contents that the driver reads.
  public static final class ContentMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient CompileOutcome.Unsettled outcome;

    private ContentMissingException(CompileOutcome.Unsettled outcome) {
      super(outcome.toString(), null, false, false);
      this.outcome = outcome;
    }

    public CompileOutcome.Unsettled outcome() {
      return outcome;
    }
  }

  /// The project's files.
  ///
  /// @throws ContentMissingException when the store has the listing no more
  public Snapshot snapshot() {
    return contents
        .read(project.snapshot())
        .map(SnapshotCodec::decode)
        .orElseThrow(
            () ->
                new ContentMissingException(
                    new CompileOutcome.Incomplete(Set.of(project.snapshot()))));
  }

  /// What the project's owner has, he can send again; what the farm made itself, it makes again.
  private ContentMissingException missing(Set<Digest> digests) {
    Set<Digest> sources = new HashSet<>();
    for (Snapshot.Entry entry : snapshot().entries().values()) {
      if (entry instanceof Snapshot.File(var digest, _) && digests.contains(digest)) {
        sources.add(digest);
      }
    }
    return new ContentMissingException(
        sources.isEmpty()
            ? new CompileOutcome.Lost(digests.size() + " of the compiled scripts")
            : new CompileOutcome.Incomplete(sources));
  }

  /// Calls the driver.
  ///
  /// @throws ContentMissingException when that is its answer; the session is as good as before
  /// @throws TooMuchException when it went past a limit
  public <Q, A> A call(DriverCall<Q, A> call, Q request) {
    String answer = ask(call, Json.write(request));
    if (Missing.is(answer)) {
      throw missing(Json.read(answer, Missing.class).missing());
    }
    if (TooDeep.is(answer)) {
      throw TooMuchException.of(TooMuchSaid.deep(Json.read(answer, TooDeep.class).tooDeep()));
    }
    try {
      return Json.read(answer, call.answer());
    } catch (MalformedException e) {
      throw Json.limitMet(e)
          .<RuntimeException>map(limit -> TooMuchException.of(TooMuchSaid.bulky(limit)))
          .orElse(e);
    }
  }

  private String ask(DriverCall<?, ?> call, String request) {
    Reading reading = new Reading();
    // The engine calls back on a thread of its own, to which the scoped value does not go.
    Optional<PhaseLog> log =
        PhaseLog.OF_THE_JOB.isBound() ? Optional.of(PhaseLog.OF_THE_JOB.get()) : Optional.empty();
    try (PhaseLog.Open _ = PhaseLog.begin(call.phase())) {
      return engine.call(
          call.function(), request, (name, argument) -> host(name, argument, reading, log));
    } catch (TimeLimitException e) {
      // Elsewhere the time goes into checking, for which no size says anything.
      Set<ProjectPath> culprits = call == DriverCall.PLAN ? largest(reading) : Set.of();
      throw TooMuchException.of(TooMuchSaid.late(culprits, e));
    } catch (HeapLimitException e) {
      throw TooMuchException.ofMemory(TooMuchSaid.large(largest(reading), e));
    } catch (ScriptException e) {
      throw TooMuchSaid.isDeep(e) ? TooMuchException.of(TooMuchSaid.deep(e)) : e;
    }
  }

  /// The file that is most of what was read, if there is one.
  private Set<ProjectPath> largest(Reading reading) {
    return reading.most().stream()
        .flatMap(most -> pathsOf(most).stream())
        .filter(path -> !path.equals(project.config()))
        .collect(Collectors.toSet());
  }

  private List<ProjectPath> pathsOf(Digest content) {
    return contents.read(project.snapshot()).map(SnapshotCodec::decode).stream()
        .flatMap(snapshot -> snapshot.entries().entrySet().stream())
        .filter(
            entry ->
                entry.getValue() instanceof Snapshot.File file && file.digest().equals(content))
        .map(Map.Entry::getKey)
        .toList();
  }

  private @Nullable String host(
      String name, String argument, Reading reading, Optional<PhaseLog> log) {
    return switch (name) {
      case "phase" -> {
        log.ifPresent(phases -> phase(argument, phases));
        yield null;
      }
      case "snapshot", "blob" -> read(argument, log).map(Blob::utf8).orElse(null);
      case "digest" -> Digest.ofUtf8(argument).hex();
      case "source" -> file(argument, reading, log, SourceText::decode);
      case "utf8" -> file(argument, reading, log, blob -> SourceText.utf8(blob.bytes()));
      case "bytes" ->
          file(
              argument,
              reading,
              log,
              blob -> new String(blob.bytes(), StandardCharsets.ISO_8859_1));
      case "decode" -> SourceText.utf8(argument.getBytes(StandardCharsets.ISO_8859_1));
      case "code" -> {
        guard.runs(new Digest(argument));
        yield null;
      }
      case "toolchain" ->
          argument.isEmpty()
              ? Json.write(installed.pack().paths())
              : installed.pack().text(argument).orElse(null);
      default -> null;
    };
  }

  private @Nullable String file(
      String digest, Reading reading, Optional<PhaseLog> log, Function<Blob, String> decoded) {
    String text = read(digest, log).map(decoded).orElse(null);
    if (text != null) {
      reading.read(new Digest(digest), text.length());
    }
    return text;
  }

  private Optional<Blob> read(String hex, Optional<PhaseLog> log) {
    if (!Digest.isValid(hex) || !guard.mayRead(new Digest(hex))) {
      return Optional.empty();
    }
    try (PhaseLog.Open _ = log.map(it -> it.open(Phase.FETCH)).orElse(() -> {})) {
      return contents.read(new Digest(hex));
    }
  }

  /// What the driver says of its time. Code of a project may say anything.
  private static void phase(String name, PhaseLog log) {
    switch (name) {
      case "program" -> log.enter(Phase.PROGRAM);
      case "check" -> log.enter(Phase.CHECK);
      case "transform" -> log.enter(Phase.TRANSFORM);
      default -> log.leave();
    }
  }
}
