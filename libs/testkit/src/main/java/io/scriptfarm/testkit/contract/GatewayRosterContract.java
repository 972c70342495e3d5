package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.GatewayStatus;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link GatewayRoster}, for every implementation to pass.
public abstract class GatewayRosterContract {
  private static final Duration LONG = Duration.ofMinutes(5);

  /// A roster without gateways.
  protected abstract GatewayRoster roster();

  private static GatewayStatus gateway(String id, String... followed) {
    return new GatewayStatus(
        id,
        List.of(
            new GatewayStatus.KnownBuild(
                "build of " + id,
                Optional.of(3L),
                "ann",
                Optional.empty(),
                "BULK",
                "tsconfig.json",
                Instant.ofEpochMilli(9),
                true,
                new BuildEvent.Summary(1, 1, 0, 0, Duration.ZERO))),
        Set.of(followed),
        Set.of());
  }

  @Test
  @DisplayName("R41 gateways hear of each other what each said last, until it leaves")
  void hearOfEachOther() {
    GatewayRoster roster = roster();
    roster.announce(gateway("b"), LONG);
    roster.announce(gateway("a"), LONG);
    roster.announce(gateway("b", "x"), LONG);

    assertEquals(List.of(gateway("a"), gateway("b", "x")), roster.present());
    roster.leave("a");
    assertEquals(List.of(gateway("b", "x")), roster.present());
  }

  @Test
  @DisplayName("R43 a gateway that says nothing any more is gone")
  void disappear() {
    GatewayRoster roster = roster();
    roster.announce(gateway("a"), LONG);
    roster.announce(gateway("b"), Duration.ofMillis(50));

    Await.until(LONG, "b is gone", () -> roster.present().equals(List.of(gateway("a"))));
  }
}
