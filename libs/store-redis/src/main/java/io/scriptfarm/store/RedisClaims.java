package io.scriptfarm.store;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class RedisClaims implements Claims {
  private final RedisLink redis;

  RedisClaims(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    return those(keys, Scripts.CLAIM, owner(owner), lease(lease));
  }

  @Override
  public Set<CompileKey> held(Set<CompileKey> keys, String owner) {
    return those(keys, Scripts.HELD, owner(owner));
  }

  @Override
  public void release(Set<CompileKey> keys, String owner) {
    those(keys, Scripts.RELEASE, owner(owner));
  }

  private Set<CompileKey> those(Set<CompileKey> keys, String script, byte[]... arguments) {
    List<CompileKey> ordered = List.copyOf(keys);
    List<@Nullable Object> answers =
        redis.callPerKey(script, ordered.stream().map(Keys::claim).toList(), arguments);
    Set<CompileKey> held = HashSet.newHashSet(ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      if (answers.get(i) instanceof Long answer && answer == 1) {
        held.add(ordered.get(i));
      }
    }
    return held;
  }

  private static byte[] owner(String owner) {
    if (owner.isEmpty() || owner.length() > MAX_OWNER_LENGTH) {
      throw new IllegalArgumentException(
          "the owner of a claim has 1 to " + MAX_OWNER_LENGTH + " characters");
    }
    return owner.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] lease(Duration lease) {
    if (lease.toMillis() < 1) {
      throw new IllegalArgumentException("a lease takes at least a millisecond, not " + lease);
    }
    return Keys.ascii(Long.toString(lease.toMillis()));
  }
}
