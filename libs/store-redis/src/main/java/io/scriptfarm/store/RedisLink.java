package io.scriptfarm.store;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The one connection to Redis that everything of a store shares. Connects when first needed, so
/// that services may start in any order, and again by itself when the connection breaks. Whatever
/// goes wrong with Redis becomes a {@link StoreUnavailableException}, within the command timeout.
///
/// When an answer does not come in time, the connection is closed before that is told, and the next
/// call makes another. So what was sent is held no longer than its caller waits, whether Redis took
/// it or not; and what comes after does not wait behind it. Safe for concurrent use.
final class RedisLink implements AutoCloseable {
  // Keys in one script call: Redis answers nobody else meanwhile, and 500 take it about 0.5 ms.
  private static final int KEYS_PER_CALL = 500;
  // Enough that Redis never waits for the next call.
  private static final int KEYS_AT_ONCE = 4 * KEYS_PER_CALL;

  private final RedisStoreConfig config;
  private final ClientResources resources;
  private final RedisServers servers;
  private final SharedConnection shared;

  /// @throws IllegalArgumentException when the URI of `config` is not one
  RedisLink(RedisStoreConfig config) {
    this.config = config;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(2) // one connection needs one; Lettuce's minimum is two
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    this.servers = RedisServers.of(config, resources);
    this.shared = new SharedConnection(servers, config.commandTimeout());
  }

  /// Sends a command and waits for its answer.
  <T> T call(Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends Future<T>> command) {
    RedisServers.Connection link = connection();
    try {
      return await(link, command.apply(link.commands()), deadline());
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// As {@link #call}, of each server that holds keys.
  <T> List<T> callEach(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends Future<T>> command) {
    RedisServers.Connection link = connection();
    try {
      List<T> answers = new ArrayList<>();
      for (RedisServers.Server server : link.servers()) {
        answers.add(await(link, command.apply(server.commands()), deadline()));
      }
      return answers;
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// Some keys, and where to go on; nowhere when these were the last.
  record Scanned(List<byte[]> keys, Optional<String> next) {}

  /// Some of all keys, about as many as asked for.
  ///
  /// @param place where the last call said to go on, also of another process; empty to begin
  Scanned scan(Optional<String> place, int keys) {
    RedisServers.Connection link = connection();
    try {
      List<RedisServers.Server> all = link.servers();
      String[] at = place.orElse("/0").split("/", 2); // server, and its cursor
      int number = 0;
      for (int i = 0; i < all.size(); i++) {
        number = all.get(i).id().equals(at[0]) ? i : number;
      }
      RedisServers.Server server = all.get(number);
      String from = server.id().equals(at[0]) && at.length == 2 ? at[1] : "0";
      KeyScanCursor<byte[]> step =
          await(
              link,
              server.commands().scan(ScanCursor.of(from), ScanArgs.Builder.limit(keys)),
              deadline());
      Optional<String> next =
          !step.isFinished()
              ? Optional.of(server.id() + "/" + step.getCursor())
              : number + 1 < all.size()
                  ? Optional.of(all.get(number + 1).id() + "/0")
                  : Optional.empty();
      return new Scanned(step.getKeys(), next);
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// The value of `key`, if it exists.
  Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(this.<byte[]>call(redis -> redis.get(key)));
  }

  /// Runs a script that answers a list with one element per key, over any number of keys: in
  /// bounded calls, each of keys that lie together. A few are under way at once, so that who asks
  /// for little is answered between those of who asks for much.
  List<@Nullable Object> callPerKey(String script, List<byte[]> keys, byte[]... arguments) {
    return callPerKeys(script, keys.stream().map(List::of).toList(), arguments);
  }

  /// As {@link #callPerKey}, with one element per tuple of keys that lie together.
  List<@Nullable Object> callPerKeys(
      String script, List<List<byte[]>> tuples, byte[]... arguments) {
    return call(script, groups(tuples), tuples.size(), arguments);
  }

  /// The values of `keys`, as far as they have room in so many bytes together: for each its value,
  /// nothing when it does not exist, or its size when it did not fit.
  ///
  /// @param refresh the time to live of what is read; zero leaves it alone
  List<@Nullable Object> read(List<byte[]> keys, Duration refresh, int room) {
    List<Group> groups = groups(keys.stream().map(List::of).toList());
    return call(
        Scripts.READ,
        groups,
        keys.size(),
        Keys.ascii(Long.toString(refresh.toMillis())),
        Keys.ascii(Integer.toString(room / Math.max(1, groups.size()))));
  }

  /// Keys that one call may touch, and the positions of their answers.
  private record Group(List<byte[]> keys, List<Integer> positions) {}

  private List<Group> groups(List<List<byte[]>> tuples) {
    Map<Integer, Group> open = new HashMap<>();
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < tuples.size(); i++) {
      List<byte[]> tuple = tuples.get(i);
      int slot = servers.slot(tuple.getFirst());
      Group group = open.get(slot);
      if (group == null || group.keys().size() + tuple.size() > KEYS_PER_CALL) {
        group = new Group(new ArrayList<>(), new ArrayList<>());
        groups.add(group);
        open.put(slot, group);
      }
      group.keys().addAll(tuple);
      group.positions().add(i);
    }
    return groups;
  }

  private List<@Nullable Object> call(
      String script, List<Group> groups, int answers, byte[]... arguments) {
    List<@Nullable Object> all = new ArrayList<>(Collections.nCopies(answers, null));
    if (groups.isEmpty()) {
      return all;
    }
    RedisServers.Connection link = connection();
    try {
      Deque<Map.Entry<Group, Future<List<@Nullable Object>>>> calls = new ArrayDeque<>();
      int keys = 0; // under way
      for (Group group : groups) {
        while (keys > 0 && keys + group.keys().size() > KEYS_AT_ONCE) {
          keys -= take(link, calls.remove(), all);
        }
        keys += group.keys().size();
        calls.add(
            Map.entry(
                group,
                link.commands()
                    .eval(
                        script,
                        ScriptOutputType.MULTI,
                        group.keys().toArray(byte[][]::new),
                        arguments)));
      }
      while (!calls.isEmpty()) {
        take(link, calls.remove(), all);
      }
      return all;
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  /// Puts the answers of a call where they belong; gives how many keys it was about.
  private int take(
      RedisServers.Connection link,
      Map.Entry<Group, Future<List<@Nullable Object>>> call,
      List<@Nullable Object> all) {
    List<@Nullable Object> answers = await(link, call.getValue(), deadline());
    List<Integer> positions = call.getKey().positions();
    for (int i = 0; i < positions.size(); i++) {
      all.set(positions.get(i), answers.get(i));
    }
    return call.getKey().keys().size();
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
  /// the entry's and the one `beside` it, its arguments the entry's value and its time to live.
  void callForEach(String script, List<Entry> entries, UnaryOperator<byte[]> beside) {
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
                        .addKey(beside.apply(entry.key()))
                        .addValue(entry.value())
                        .add(entry.ttl().toMillis()))
            .toList());
  }

  private static CommandArgs<byte[], byte[]> arguments() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  private void dispatch(CommandType type, List<CommandArgs<byte[], byte[]>> calls) {
    RedisServers.Connection link = connection();
    try {
      List<AsyncCommand<byte[], byte[], String>> commands =
          calls.stream()
              .map(
                  call ->
                      new AsyncCommand<>(
                          new Command<>(type, new StatusOutput<>(ByteArrayCodec.INSTANCE), call)))
              .toList();
      link.wire().dispatch(commands);
      long deadline = deadline();
      for (AsyncCommand<byte[], byte[], String> command : commands) {
        await(link, command, deadline);
      }
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  private long deadline() {
    // The driver itself gives up after the command timeout; a little later its watch has failed.
    return System.nanoTime() + config.commandTimeout().plusMillis(500).toNanos();
  }

  private <T> T await(RedisServers.Connection link, Future<T> answer, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RedisCommandTimeoutException) {
        shared.drop(link);
      }
      throw unavailable(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      shared.drop(link);
      throw unavailable(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", e);
    }
  }

  private RedisServers.Connection connection() {
    try {
      return shared.get();
    } catch (RedisException e) {
      throw unavailable(e);
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
    servers.close();
    try {
      resources.shutdown(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
