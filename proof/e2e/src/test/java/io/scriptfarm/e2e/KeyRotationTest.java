package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whoever publishes after it has its keys from the farm, and so the new one too.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R26 a new key")
class KeyRotationTest extends PullFixture {
  KeyRotationTest(FarmProcess farm) {
    super(farm);
  }

  @Test
  @DisplayName("a server stays with its generation when a key signs that it does not know")
  void unknownKey() throws Exception {
    Path game = game("pull-key");
    publish(game);
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.cache(), wanted("pull-key"), folder());
        ScriptSubscription server = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
      heard.next();
      out(game, "keys", "--rotate");
      write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
      publish(game);
      PullException why = heard.failed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertTrue(why != null && why.getMessage().contains("not trusted"), String.valueOf(why));
      assertEquals(1, server.current().orElseThrow().generation());
    }
  }
}
