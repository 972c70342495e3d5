package io.scriptfarm.cache;

import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.store.StoredFrames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The memory that all requests together may hold of what is on its way in or out (requirement
/// R43). It is counted as bytes arrive, so that who sends slowly holds little.
///
/// Most of it is set aside for one request at a time, which may need as much as the largest blob
/// does. The others share the rest. Whoever finds no room in it waits for his turn to use what is
/// set aside, in the order of arrival; so nobody waits for somebody who waits. A turn has a time
/// limit when others wait. Safe for concurrent use.
public final class TransferMemory {
  /// What one request holds at most, in bytes: the largest frame twice, as it arrives and whole.
  static final long LARGEST = 2L * StoredFrames.MAX_FRAME_BYTES;

  /// Long enough for the largest blob at 10 Mbit/s.
  private static final Duration TURN = Duration.ofMinutes(1);

  private final long common;
  private final Duration wait;
  private final InstantSource clock;
  private final Semaphore turn = new Semaphore(1, true);
  private long used; // of what is common; guarded by this

  /// @param bytes for all requests together
  /// @param wait how long a request waits for its turn
  /// @throws IllegalArgumentException when they do not suffice for the largest blob
  TransferMemory(long bytes, Duration wait, InstantSource clock) {
    if (bytes < LARGEST) {
      throw new IllegalArgumentException(
          "farm.cache.transfer-bytes is at least "
              + LARGEST
              + ", which the largest blob takes, not "
              + bytes);
    }
    this.common = bytes - LARGEST;
    this.wait = wait;
    this.clock = clock;
  }

  /// There is no room in time, or a request took too long with what it got; the client should come
  /// back later.
  public static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  /// A request's share, which is nothing at first.
  public Share open() {
    return new Share();
  }

  private synchronized boolean takeCommon(long bytes) {
    if (used + bytes > common) {
      return false;
    }
    used += bytes;
    return true;
  }

  private synchronized void giveCommonBack(long bytes) {
    used -= bytes;
  }

  /// What one request holds. One thread uses it; any thread may close it, which gives all back.
  public final class Share implements Room, AutoCloseable {
    private long inCommon;
    private long inTurn;
    private Optional<Instant> turnEnds = Optional.empty(); // while it is this share's turn
    private boolean closed;

    private Share() {}

    /// @throws BusyException when there is no room in time
    @Override
    public void take(long bytes) {
      if (!takeNow(bytes)) {
        awaitTurn();
        begin(bytes);
      }
      checkTurn();
    }

    private synchronized boolean takeNow(long bytes) {
      if (closed) {
        throw new BusyException("the request has ended");
      }
      if (turnEnds.isPresent()) {
        inTurn += bytes;
        return true;
      }
      boolean taken = takeCommon(bytes);
      inCommon += taken ? bytes : 0;
      return taken;
    }

    private synchronized void begin(long bytes) {
      if (closed) {
        turn.release();
        throw new BusyException("the request has ended");
      }
      turnEnds = Optional.of(clock.instant().plus(TURN));
      inTurn += bytes;
    }

    private void awaitTurn() {
      try {
        if (!turn.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new BusyException(
              "as many transfers as fit into memory are under way; try again in a second");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BusyException("the service is stopping; try again in a second");
      }
    }

    @Override
    public synchronized void giveBack(long bytes) {
      long ofTurn = Math.min(bytes, inTurn);
      inTurn -= ofTurn;
      if (turnEnds.isPresent() && inTurn == 0) {
        turnEnds = Optional.empty();
        turn.release();
      }
      long ofCommon = Math.min(bytes - ofTurn, inCommon);
      inCommon -= ofCommon;
      giveCommonBack(ofCommon);
    }

    /// Gives back what exceeds `bytes`.
    public synchronized void shrinkTo(long bytes) {
      giveBack(Math.max(0, inCommon + inTurn - bytes));
    }

    /// To be called now and then by whoever holds a share while a client takes what he asked for.
    ///
    /// @throws BusyException when it takes too long while others wait
    public synchronized void checkTurn() {
      if (turn.hasQueuedThreads() && turnEnds.filter(clock.instant()::isAfter).isPresent()) {
        throw new BusyException(
            "the transfer is too slow while others wait for memory; try again later");
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      shrinkTo(0);
    }
  }
}
