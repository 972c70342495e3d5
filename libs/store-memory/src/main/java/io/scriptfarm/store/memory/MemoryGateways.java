package io.scriptfarm.store.memory;

import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.GatewayStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

final class MemoryGateways implements GatewayRoster {
  private final ExpiringMap<String, GatewayStatus> gateways;
  private final TreeSet<String> ids = new TreeSet<>();

  MemoryGateways(InstantSource clock) {
    this.gateways = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized void announce(GatewayStatus gateway, Duration lease) {
    ids.add(gateway.id());
    gateways.put(gateway.id(), gateway, lease);
  }

  @Override
  public synchronized void leave(String gateway) {
    ids.remove(gateway);
    gateways.remove(gateway);
  }

  @Override
  public synchronized List<GatewayStatus> present() {
    ids.removeIf(id -> gateways.get(id).isEmpty());
    return ids.stream().map(gateways::get).flatMap(Optional::stream).toList();
  }
}
