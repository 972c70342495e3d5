package io.scriptfarm.store;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.contract.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Which compile workers there are. A worker that stops announcing itself disappears. Safe for
/// concurrent use; throws {@link StoreUnavailableException}.
public final class Roster {
  private final RedisLink redis;

  Roster(RedisLink redis) {
    this.redis = redis;
  }

  /// Says that the worker is there, for as long as `lease`.
  public void announce(WorkerStatus worker, Duration lease) {
    byte[] status = Json.write(worker).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    redis.<Long>call(r -> r.sadd(Keys.WORKERS, Keys.ascii(worker.id())));
    redis.<String>call(
        r -> r.set(Keys.worker(worker.id()), status, SetArgs.Builder.px(lease.toMillis())));
  }

  /// Says that the worker is gone.
  public void leave(String worker) {
    redis.<Long>call(r -> r.srem(Keys.WORKERS, Keys.ascii(worker)));
    redis.<Long>call(r -> r.del(Keys.worker(worker)));
  }

  /// The workers that are there, sorted by id; forgets those that disappeared.
  public List<WorkerStatus> present() {
    List<WorkerStatus> present = new ArrayList<>();
    for (byte[] id : redis.<Set<byte[]>>call(r -> r.smembers(Keys.WORKERS))) {
      byte[] key = Keys.worker(Keys.ascii(id));
      KeyValue<byte[], byte[]> status =
          redis.<List<KeyValue<byte[], byte[]>>>call(r -> r.mget(key)).getFirst();
      if (status.hasValue()) {
        present.add(Json.read(status.getValue(), WorkerStatus.class));
      } else {
        leave(Keys.ascii(id));
      }
    }
    present.sort(Comparator.comparing(WorkerStatus::id));
    return present;
  }
}
