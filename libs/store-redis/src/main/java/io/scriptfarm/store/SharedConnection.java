package io.scriptfarm.store;

import io.lettuce.core.RedisException;
import io.scriptfarm.contract.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection that is made when it is first needed, and again when it was dropped. When it breaks
/// it connects again by itself. Safe for concurrent use.
final class SharedConnection {
  private static final System.Logger LOG = System.getLogger(SharedConnection.class.getName());

  // While Redis is away, callers fail at once instead of each trying to connect.
  private static final Duration BETWEEN_CONNECTS = Duration.ofMillis(200);

  // The driver asks nobody before it closes a socket.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final RedisServers servers;
  private final Duration timeout;
  private final AtomicReference<RedisServers.@Nullable Connection> current =
      new AtomicReference<>();
  private final ReentrantLock connecting = new ReentrantLock();
  private long lastAttempt; // System.nanoTime(), guarded by connecting
  private @Nullable RedisException lastFailure; // guarded by connecting

  /// @param timeout how long a caller waits for another one that connects
  SharedConnection(RedisServers servers, Duration timeout) {
    this.servers = servers;
    this.timeout = timeout;
  }

  /// @throws RedisException when there is none to be had
  RedisServers.Connection get() {
    RedisServers.Connection existing = current.get();
    return existing != null ? existing : connect();
  }

  /// Closes a connection with all that the driver keeps for it: commands that Redis did not take,
  /// and halves of answers. Returns when that is gone.
  void drop(RedisServers.Connection connection) {
    current.compareAndSet(connection, null);
    try {
      connection.wire().closeAsync().get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "a connection to Redis does not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RedisServers.Connection connect() {
    boolean entered;
    try {
      entered = connecting.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", e);
    }
    if (!entered) {
      throw new RedisException("connecting takes too long");
    }
    try {
      RedisServers.Connection existing = current.get();
      if (existing != null) {
        return existing;
      }
      if (lastFailure != null && System.nanoTime() - lastAttempt < BETWEEN_CONNECTS.toNanos()) {
        throw lastFailure;
      }
      return connectNow();
    } finally {
      connecting.unlock();
    }
  }

  private RedisServers.Connection connectNow() {
    try {
      RedisServers.Connection fresh = servers.connect();
      current.set(fresh);
      lastFailure = null;
      return fresh;
    } catch (RedisException e) {
      lastFailure = e;
      lastAttempt = System.nanoTime();
      throw e;
    }
  }
}
