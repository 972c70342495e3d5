package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectCompilers;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.session.SessionGuard;
import io.scriptfarm.compiler.session.TooMuchException;
import io.scriptfarm.compiler.session.TooMuchSaid;
import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Failed;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.Optional;
import java.util.Set;

/// TypeScriptToLua, resident: keeps engine sessions with parsed libraries and the latest programs,
/// one for each pair of compilers that it served last, and opens a new one when a limit ended it.
/// Code that a project brings for its build runs in a session of its own: nothing that it does
/// reaches another project. Not thread-safe: one thread at a time.
///
/// It lends sessions to the stages ({@link PlanWork}, {@link TranspileWork}, …). What the code
/// under compilation does to a session, however bad, is an {@link Attempt.Failed} and never an
/// exception.
public final class TstlCompiler implements AutoCloseable {
  private final Sessions sessions;
  private final Toolchains toolchains;
  private final ProjectCompilers compilers;
  private final CompilerLimits limits;
  private final BytecodeCompiler bytecode;
  private final Digest farm = BundledToolchain.identity().digest();

  public TstlCompiler(
      JsEngine engine, Toolchains toolchains, LuaCompilers lua, CompilerLimits limits) {
    this.sessions = new Sessions(engine, limits);
    this.toolchains = toolchains;
    this.compilers = new ProjectCompilers(toolchains);
    this.bytecode = new BytecodeCompiler(lua);
    this.limits = limits;
  }

  /// Opens the session of the bundled pair now rather than with the first job; takes about a second
  /// on V8, several on GraalJS.
  public void warmUp() {
    sessions.resident(toolchains.bundled().pack());
  }

  /// Collects the garbage of its sessions; a tenth of a second or so for each.
  public void trim() {
    sessions.trim();
  }

  /// Gives up its sessions with all that they keep. The next work opens new ones.
  public void release() {
    sessions.close();
  }

  @Override
  public void close() {
    sessions.close();
  }

  /// Whether it keeps the session of a build with plugins that was made of another state of this
  /// project, as far as names tell.
  public boolean hasBuilt(Project project) {
    return sessions.keepsOwnOf(project);
  }

  /// Whether it keeps such a session of any project.
  public boolean hasBuiltAny() {
    return sessions.keepsOwn();
  }

  /// What a stage does with a session.
  interface SessionWork<T> {
    T with(ProjectSession session);
  }

  /// What may make a session needless.
  interface Shortcut<T> {
    Optional<T> with(ProjectCompilers.Found found) throws ProjectCompilers.Refused;
  }

  /// Runs work in the session that keeps the project's compilers.
  <T> Attempt<T> inSession(Project project, ContentSource contents, SessionWork<T> work) {
    return inSession(project, contents, found -> Optional.empty(), work);
  }

  /// As well, unless the shortcut gives a value.
  <T> Attempt<T> inSession(
      Project project, ContentSource contents, Shortcut<T> shortcut, SessionWork<T> work) {
    return attempt(
        project,
        contents,
        found -> {
          Optional<T> known = shortcut.with(found);
          if (known.isPresent()) {
            return known.get();
          }
          if (!sessions.isResident(found.installed().pack())) {
            return inResident(project, found, contents, work);
          }
          try {
            return inResident(project, found, contents, work);
          } catch (TooMuchException e) {
            if (!e.isOfMemory()) {
              throw e;
            }
            // Earlier work was in memory too: only what does not fit alone is too large.
            return inResident(project, found, contents, work);
          }
        });
  }

  /// What the project's own code takes part in.
  interface OwnWork<T> {
    T with(ProjectSession session, OwnSession own);
  }

  /// Tells what a build of the project left in the store.
  interface Leftovers {
    Optional<LeftBuilds.Left> of(Installed installed);
  }

  /// Runs work in a session that only this project's code runs in: the one that an earlier state of
  /// the project left clean, or a new one, which goes on from what another session left.
  <T> Attempt<T> inSessionOfItsOwn(
      Project project, ContentSource contents, Leftovers leftovers, OwnWork<T> work) {
    return attempt(
        project,
        contents,
        found -> {
          ProjectCompilers.snapshot(project, contents); // refuses what is none
          OwnSession.State state =
              new OwnSession.State(
                  project, found.installed(), ProjectCompilers.listing(project, contents));
          Optional<OwnSession> kept = sessions.takeOwn();
          Optional<ProjectRef.Since> since = kept.flatMap(own -> own.since(state));
          if (since.isPresent()) {
            Optional<T> value = goOn(kept.get(), state, since, contents, work);
            if (value.isPresent()) {
              return value.get();
            }
          } else {
            kept.ifPresent(OwnSession::close);
          }
          OwnSession opened = sessions.own(found.installed().pack(), limits.whole());
          Optional<ProjectRef.Since> resumed = resume(opened, state, contents, leftovers);
          if (resumed.isPresent()) {
            Optional<T> value = goOn(opened, state, resumed, contents, work);
            if (value.isPresent()) {
              return value.get();
            }
            opened = sessions.own(found.installed().pack(), limits.whole());
          }
          return inOwn(opened, state, Optional.empty(), contents, work);
        });
  }

  private static Optional<ProjectRef.Since> resume(
      OwnSession opened, OwnSession.State state, ContentSource contents, Leftovers leftovers) {
    return leftovers
        .of(state.installed())
        .flatMap(
            left ->
                contents
                    .read(left.project().snapshot())
                    .flatMap(listing -> opened.resume(left, listing, state)));
  }

  /// Empty when only a new session can tell.
  private <T> Optional<T> goOn(
      OwnSession own,
      OwnSession.State state,
      Optional<ProjectRef.Since> since,
      ContentSource contents,
      OwnWork<T> work) {
    try {
      return Optional.of(inOwn(own, state, since, contents, work));
    } catch (OwnSession.NewCodeException | ScriptException e) {
      return Optional.empty();
    } catch (TooMuchException e) {
      if (!e.isOfMemory()) {
        throw e;
      }
      return Optional.empty(); // earlier work was in memory too
    }
  }

  private <T> T inOwn(
      OwnSession own,
      OwnSession.State state,
      Optional<ProjectRef.Since> since,
      ContentSource contents,
      OwnWork<T> work) {
    boolean kept = false;
    try {
      T value = work.with(own.lend(state, since, contents), own);
      kept = own.isKept();
      return value;
    } finally {
      if (kept) {
        sessions.keepOwn(own);
      } else {
        own.close();
      }
    }
  }

  /// Ends a session that something left unusable or in doubt; the next work gets a new one.
  void discard(ProjectSession session) {
    sessions.discard(session.installed().pack());
  }

  BytecodeCompiler bytecode() {
    return bytecode;
  }

  private <T> T inResident(
      Project project, ProjectCompilers.Found found, ContentSource contents, SessionWork<T> work) {
    CompilerPack pack = found.installed().pack();
    boolean sound = false;
    try {
      JsSession engine = sessions.resident(pack);
      T value = work.with(new ProjectSession(project, found, engine, contents, SessionGuard.OPEN));
      sound = true;
      return value;
    } catch (ProjectSession.ContentMissingException e) {
      sound = true;
      throw e;
    } finally {
      if (!sound) {
        sessions.discard(pack);
      }
    }
  }

  private interface Lending<T> {
    T with(ProjectCompilers.Found found) throws ProjectCompilers.Refused;
  }

  /// Turns what can go wrong around the user's code into outcomes.
  private <T> Attempt<T> attempt(Project project, ContentSource contents, Lending<T> lending) {
    if (!project.toolchain().equals(farm)) {
      return new Attempt.Failed<>(
          new Failed(
              Blame.RESOURCES,
              "this worker has the toolchain "
                  + farm
                  + ", the build wants "
                  + project.toolchain()
                  + "; update gateway and workers to the same version"));
    }
    try {
      return new Attempt.Made<>(lending.with(compilers.of(project, contents)));
    } catch (ProjectCompilers.Refused e) {
      return new Attempt.Failed<>(e.outcome());
    } catch (ProjectSession.ContentMissingException e) {
      return new Attempt.Failed<>(e.outcome());
    } catch (TooMuchException e) {
      return new Attempt.Failed<>(e.outcome());
    } catch (TimeLimitException e) { // in opening a session, as the next one
      return new Attempt.Failed<>(TooMuchSaid.late(Set.of(), e));
    } catch (HeapLimitException e) {
      return new Attempt.Failed<>(TooMuchSaid.large(Set.of(), e));
    } catch (ScriptException e) {
      return new Attempt.Failed<>(
          new Failed(
              Blame.INTERNAL, "the compiler crashed: " + e.getMessage() + "\n" + e.scriptStack()));
    }
  }
}
