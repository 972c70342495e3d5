package io.scriptfarm.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.scriptfarm.contract.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one connection to Redis that everything of a store shares. Connects when first needed, so
/// that services may start in any order, and again by itself when the connection breaks. Whatever
/// goes wrong with Redis becomes a {@link StoreUnavailableException}, within the command timeout.
/// Safe for concurrent use.
final class RedisLink implements AutoCloseable {
  // Keys in one script call: Redis answers nobody else meanwhile, and 500 take it about 0.5 ms.
  private static final int KEYS_PER_CALL = 500;
  // Enough that Redis never waits for the next one.
  private static final int CALLS_AT_ONCE = 4;
  // While Redis is away, callers fail at once instead of each trying to connect.
  private static final Duration BETWEEN_CONNECTS = Duration.ofMillis(200);

  private final RedisStoreConfig config;
  private final ClientResources resources;
  private final RedisClient client;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private long lastAttempt; // System.nanoTime(), guarded by connecting
  private @Nullable RedisException lastFailure; // guarded by connecting

  /// @throws IllegalArgumentException when the URI of `config` is not one
  RedisLink(RedisStoreConfig config) {
    this.config = config;
    RedisURI uri = RedisURI.create(config.uri());
    uri.setTimeout(config.commandTimeout());
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(2) // one connection needs one; Lettuce's minimum is two
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            // What adds must not be sent again after a reconnect; all else may.
            .replayFilter(command -> command.getType() == CommandType.HINCRBY)
            .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(config.commandTimeout())
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build())
            .build());
  }

  /// Sends a command and waits for its answer.
  <T> T call(Function<RedisAsyncCommands<byte[], byte[]>, ? extends Future<T>> command) {
    StatefulRedisConnection<byte[], byte[]> link = connection();
    try {
      return await(command.apply(link.async()), deadline());
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// The value of `key`, if it exists.
  Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(this.<byte[]>call(redis -> redis.get(key)));
  }

  /// Runs a script that answers a list with one element per key, over any number of keys: in
  /// bounded calls, of which a few are under way at once, so that who asks for little is answered
  /// between those of who asks for much.
  List<@Nullable Object> callPerKey(String script, List<byte[]> keys, byte[]... arguments) {
    if (keys.isEmpty()) {
      return List.of();
    }
    StatefulRedisConnection<byte[], byte[]> link = connection();
    try {
      Deque<Future<List<@Nullable Object>>> calls = new ArrayDeque<>();
      List<@Nullable Object> answers = new ArrayList<>(keys.size());
      for (int from = 0; from < keys.size(); from += KEYS_PER_CALL) {
        List<byte[]> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_CALL));
        if (calls.size() == CALLS_AT_ONCE) {
          answers.addAll(await(calls.remove(), deadline()));
        }
        calls.add(
            link.async()
                .eval(script, ScriptOutputType.MULTI, part.toArray(byte[][]::new), arguments));
      }
      for (Future<List<@Nullable Object>> call : calls) {
        answers.addAll(await(call, deadline()));
      }
      return answers;
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// Runs a script that answers a list.
  List<@Nullable Object> callForList(String script, List<byte[]> keys, byte[]... arguments) {
    return this.<List<@Nullable Object>>call(
        redis ->
            redis.eval(script, ScriptOutputType.MULTI, keys.toArray(byte[][]::new), arguments));
  }

  /// Runs a script that answers a number.
  long callForNumber(String script, List<byte[]> keys, byte[]... arguments) {
    return this.<Long>call(
        redis ->
            redis.eval(script, ScriptOutputType.INTEGER, keys.toArray(byte[][]::new), arguments));
  }

  /// A value to store, and for how long.
  @SuppressWarnings("ArrayRecordComponent") // handed to the driver at once, never compared
  record Entry(byte[] key, byte[] value, Duration ttl) {}

  /// Stores all of `entries`, sent in one go.
  void set(List<Entry> entries) {
    dispatch(
        CommandType.PSETEX,
        entries.stream()
            .map(
                entry ->
                    arguments()
                        .addKey(entry.key())
                        .add(entry.ttl().toMillis())
                        .addValue(entry.value()))
            .toList());
  }

  /// Runs a script that answers a status once for each of `entries`, sent in one go: its keys are
  /// the entry's and `shared`, its arguments the entry's value and its time to live.
  void callForEach(String script, List<Entry> entries, byte[] shared) {
    byte[] text = Keys.ascii(script);
    dispatch(
        CommandType.EVAL,
        entries.stream()
            .map(
                entry ->
                    arguments()
                        .add(text)
                        .add(2)
                        .addKey(entry.key())
                        .addKey(shared)
                        .addValue(entry.value())
                        .add(entry.ttl().toMillis()))
            .toList());
  }

  private static CommandArgs<byte[], byte[]> arguments() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  private void dispatch(CommandType type, List<CommandArgs<byte[], byte[]>> calls) {
    StatefulRedisConnection<byte[], byte[]> link = connection();
    try {
      List<AsyncCommand<byte[], byte[], String>> commands =
          calls.stream()
              .map(
                  call ->
                      new AsyncCommand<>(
                          new Command<>(type, new StatusOutput<>(ByteArrayCodec.INSTANCE), call)))
              .toList();
      link.dispatch(commands);
      long deadline = deadline();
      for (AsyncCommand<byte[], byte[], String> command : commands) {
        await(command, deadline);
      }
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  private long deadline() {
    // The driver itself gives up after the command timeout; a little later its watch has failed.
    return System.nanoTime() + config.commandTimeout().plusMillis(500).toNanos();
  }

  private <T> T await(Future<T> answer, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw unavailable(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unavailable(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", e);
    }
  }

  private StatefulRedisConnection<byte[], byte[]> connection() {
    StatefulRedisConnection<byte[], byte[]> existing = connection;
    return existing != null ? existing : connect();
  }

  private StatefulRedisConnection<byte[], byte[]> connect() {
    boolean entered;
    try {
      entered = connecting.tryLock(config.commandTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", e);
    }
    if (!entered) {
      throw unavailable(new TimeoutException("connecting takes too long"));
    }
    try {
      StatefulRedisConnection<byte[], byte[]> existing = connection;
      if (existing != null) {
        return existing;
      }
      if (lastFailure != null && System.nanoTime() - lastAttempt < BETWEEN_CONNECTS.toNanos()) {
        throw unavailable(lastFailure);
      }
      StatefulRedisConnection<byte[], byte[]> fresh = client.connect(ByteArrayCodec.INSTANCE);
      connection = fresh;
      lastFailure = null;
      return fresh;
    } catch (RedisException e) {
      lastFailure = e;
      lastAttempt = System.nanoTime();
      throw unavailable(e);
    } finally {
      connecting.unlock();
    }
  }

  private StoreUnavailableException unavailable(Throwable cause) {
    String error = String.valueOf(cause.getMessage());
    return new StoreUnavailableException(
        Refusal.of(error)
            .map(
                refusal ->
                    "Redis at %s refuses: %s (%s)"
                        .formatted(config.address(), refusal.remedy(), refusal))
            .orElseGet(
                () ->
                    "Redis at %s gave no answer (%s); check that it runs and is reachable, then try again"
                        .formatted(config.address(), error)),
        cause);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    try {
      resources.shutdown(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
