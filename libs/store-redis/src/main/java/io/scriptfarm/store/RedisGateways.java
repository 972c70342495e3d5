package io.scriptfarm.store;

import io.lettuce.core.SetArgs;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.GatewayStatus;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class RedisGateways implements GatewayRoster {
  private final RedisLink redis;

  RedisGateways(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public void announce(GatewayStatus gateway, Duration lease) {
    byte[] status = Json.write(gateway).getBytes(StandardCharsets.UTF_8);
    redis.<Long>call(r -> r.sadd(Keys.GATEWAYS, Keys.ascii(gateway.id())));
    redis.<String>call(
        r -> r.set(Keys.gateway(gateway.id()), status, SetArgs.Builder.px(lease.toMillis())));
  }

  @Override
  public void leave(String gateway) {
    redis.<Long>call(r -> r.srem(Keys.GATEWAYS, Keys.ascii(gateway)));
    redis.<Long>call(r -> r.del(Keys.gateway(gateway)));
  }

  @Override
  public List<GatewayStatus> present() {
    List<GatewayStatus> present = new ArrayList<>();
    for (byte[] id : redis.<Set<byte[]>>call(r -> r.smembers(Keys.GATEWAYS))) {
      Optional<byte[]> status = redis.get(Keys.gateway(Keys.ascii(id)));
      if (status.isPresent()) {
        present.add(Json.read(status.get(), GatewayStatus.class));
      } else {
        leave(Keys.ascii(id));
      }
    }
    present.sort(Comparator.comparing(GatewayStatus::id));
    return present;
  }
}
