package io.scriptfarm.compiler.engine;

import io.scriptfarm.compiler.engine.Realm.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A session of any engine: gives a [Realm] its thread, its limits and its end.
///
/// The thread is the session's own, because V8 measures its stack by a fixed size and would run
/// over the end of a smaller one, which kills the process. So callers may be any thread, virtual
/// ones too.
final class GuardedSession implements JsSession {
  /// Room for V8's 8 MiB (see {@link V8Engine}), for host calls at the end of it, and for the much
  /// larger frames of GraalJS. Reserved, not used.
  private static final long STACK_BYTES = 32L * 1024 * 1024;

  private final String name;
  private final Limits limits;
  private final ExecutorService thread;
  private final OpenSessions sessions;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean lost;
  private volatile boolean stuck; // a call runs on for ever, and the session's thread with it
  private volatile @Nullable Thread worker;

  private volatile @Nullable Realm realm; // written by the session's thread

  // Touched on the session's thread only.
  private HostCall host = HostCall.none();
  private @Nullable Throwable hostFailure;

  private GuardedSession(String name, Limits limits, OpenSessions sessions) {
    this.name = name;
    this.limits = limits;
    this.sessions = sessions;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(null, task, "js-" + name, STACK_BYTES);
              made.setDaemon(true);
              worker = made;
              return made;
            });
  }

  /// @param start what is done in the realm before the session is anybody's
  /// @param sessions told when the session has been closed, and when it is stuck
  static <R extends Realm> GuardedSession open(
      String name,
      Limits limits,
      Function<Realm.Host, R> newRealm,
      Function<R, Outcome> start,
      OpenSessions sessions) {
    var session = new GuardedSession(name, limits, sessions);
    boolean opened = false;
    try {
      session.exclusively(
          giveUp -> {
            R realm = newRealm.apply(session::askHost);
            session.realm = realm;
            return session.guarded(realm, HostCall.none(), giveUp, () -> start.apply(realm));
          },
          "evaluating " + name);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  @Override
  public String call(String function, String argument, HostCall host) {
    if (!isUsable()) {
      throw new IllegalStateException(
          "session '" + name + "' is " + (lost ? "lost" : "closed") + ": open another");
    }
    return exclusively(
        giveUp -> {
          Realm realm = this.realm;
          if (realm == null) {
            throw new IllegalStateException("session '" + name + "' is closed: open another");
          }
          return guarded(realm, host, giveUp, () -> realm.call(function, argument));
        },
        function);
  }

  @Override
  public boolean isUsable() {
    return !lost && !closed.get();
  }

  @Override
  public void trim() {
    if (!isUsable() || !busy.compareAndSet(false, true)) {
      return;
    }
    try {
      await(
          thread.submit(
              () -> {
                Realm realm = this.realm;
                if (realm != null) {
                  realm.trim();
                }
              }));
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nothing left to trim.
    } finally {
      busy.set(false);
    }
  }

  @Override
  public long heapBytes() {
    Realm realm = this.realm;
    return realm == null ? 0 : realm.heapBytes();
  }

  @Override
  public void close() {
    if (Thread.currentThread() == worker) {
      throw new IllegalStateException(
          "session '" + name + "' cannot be closed by its own host call");
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (stuck) {
      thread.shutdown();
      return;
    }
    Future<?> disposed =
        thread.submit(
            () -> {
              Realm realm = this.realm;
              this.realm = null;
              if (realm != null) {
                realm.dispose();
              }
            });
    thread.shutdown();
    try {
      await(disposed);
    } finally {
      sessions.closed(this);
    }
  }

  private sealed interface Ended {
    record With(Outcome outcome) implements Ended {}

    record TimedOut() implements Ended {}

    /// It has not, although it was told to.
    record NotAtAll() implements Ended {}

    record HostFailed(Throwable cause) implements Ended {}
  }

  /// Runs the work on the session's thread and turns its end into a return or an exception of the
  /// caller's thread.
  ///
  /// @param work is given what ends the waiting for it
  private String exclusively(Function<Runnable, Ended> work, String what) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "session '"
              + name
              + "' is busy: it takes one call at a time, and none from its own host");
    }
    CompletableFuture<Ended> end = new CompletableFuture<>();
    Ended ended;
    try {
      thread.execute(
          () -> {
            try {
              end.complete(work.apply(() -> end.complete(new Ended.NotAtAll())));
            } catch (Throwable e) { // is thrown on the caller's thread
              end.completeExceptionally(e);
            }
          });
      ended = await(end);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("session '" + name + "' is closed: open another", e);
    } finally {
      busy.set(false);
    }
    return switch (ended) {
      case Ended.With(Outcome.Returned(String value)) -> value;
      case Ended.With(Outcome.Threw(String message, String stack)) ->
          throw new ScriptException(message, stack);
      case Ended.With(Outcome.OutOfMemory(String limit)) ->
          throw new HeapLimitException(what, limit);
      case Ended.With(Outcome.Stopped()) ->
          throw new IllegalStateException(
              what + " was stopped by its engine: open another session");
      case Ended.TimedOut() -> throw new TimeLimitException(what, limits.time(), true);
      case Ended.NotAtAll() -> {
        lost = true;
        stuck = true;
        sessions.isStuckIn(this);
        throw new TimeLimitException(what, limits.time(), false);
      }
      case Ended.HostFailed(Throwable cause) -> throw unchecked(cause);
    };
  }

  private Ended guarded(Realm realm, HostCall host, Runnable giveUp, Supplier<Outcome> work) {
    this.host = host;
    this.hostFailure = null;
    Outcome outcome;
    boolean expired;
    try (Deadline deadline = Deadline.start(limits.time(), realm::stop, giveUp)) {
      outcome = work.get();
      deadline.close();
      expired = deadline.expired();
    } finally {
      this.host = HostCall.none();
    }
    Throwable failure = this.hostFailure;
    this.hostFailure = null;
    if (outcome instanceof Outcome.OutOfMemory
        || (outcome instanceof Outcome.Stopped && !expired)) {
      lost = true;
    } else if (expired) {
      Thread.interrupted(); // GraalJS interrupts the thread that it stops; it is ours alone
      realm.resume();
    }
    if (failure != null) {
      return new Ended.HostFailed(failure);
    }
    return expired && outcome instanceof Outcome.Stopped
        ? new Ended.TimedOut()
        : new Ended.With(outcome);
  }

  private @Nullable String askHost(String name, String argument) throws Realm.Refused {
    try {
      return host.invoke(name, argument);
    } catch (RuntimeException | Error e) {
      hostFailure = e;
      throw new Realm.Refused(e);
    }
  }

  /// Waits without giving up: a call ends by itself, by its limit or soon after it.
  private static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What is thrown on behalf of another thread, as it is.
  private static RuntimeException unchecked(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }
}
