package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.headless.HeadlessServer;
import io.scriptfarm.headless.Scene;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.runtime.source.FarmScripts;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The server's thread is the test's: it ticks while it waits.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R33 R34 a game server follows a workspace of a farm")
class HeadlessServerTest extends PullFixture {
  private static final WorkspaceName WORKSPACE = new WorkspaceName("headless");

  private final Path village = Village.copy();
  private final List<String> lines = new ArrayList<>();

  HeadlessServerTest(FarmProcess farm) {
    super(farm);
  }

  private void edit(String script, String text, String by) throws IOException {
    Path file = village.resolve("src").resolve(script);
    String before = Files.readString(file);
    assertTrue(before.contains(text));
    Files.writeString(file, before.replace(text, by));
    publish();
  }

  private void publish() {
    assertEquals(0, farm.build(village, "--publish", "--workspace", WORKSPACE.toString()).exit());
  }

  private void await(HeadlessServer server, String begin) {
    Await.until(
        SOON,
        begin,
        () -> {
          server.tick();
          return lines.stream().anyMatch(line -> line.startsWith(begin));
        });
  }

  private ScriptSource source(FarmScripts scripts) throws IOException {
    return new ScriptSource(
        CacheAddress.of(farm.cache()).withBackoff(QUICK),
        scripts.wanted(WORKSPACE, keys()),
        new DiskCache(folder(), 1L << 30));
  }

  @Test
  void swapsWhatChangesAndTakesBackWhatFails() throws IOException, InterruptedException {
    publish();
    Scene scene = Scene.read(Files.readString(village.resolve("scene.json")));
    try (HeadlessServer server = new HeadlessServer(scene, lines::add);
        ScriptSource source = source(server.farm());
        ScriptSubscription _ =
            ScriptSubscription.start(source, Following.SILENTLY, server.farm())) {
      assertTrue(server.farm().awaitFirst(SOON));
      for (int i = 0; i < 60; i++) {
        server.tick();
      }
      assertEquals(List.of("info: hello from 15, start 1"), lines);
      assertTrue(server.line().matches("1 s, generation 1, ball .*"), server::line);

      edit("trampoline.ts", "BOUNCE = 6", "BOUNCE = 14");
      await(server, "reloaded trampoline: generation 2, before 1");
      edit("patrol.ts", "const goal", "if (timer.now() > 0) throw \"lost\";\n    const goal");
      await(server, "back to patrol of generation 1: ");
      List<String> errors = lines.stream().filter(line -> line.startsWith("error: lost")).toList();
      assertEquals(1, errors.size());
      assertTrue(errors.getFirst().contains("\tsrc/patrol.ts:15: in function"), errors::toString);
    }
  }

  @Test
  void runsBytecodeThatAManifestNames() throws IOException, InterruptedException {
    publish();
    FarmScripts scripts = FarmScripts.ofBytecode("lua52");
    try (ScriptSource source = source(scripts);
        ScriptSubscription _ = ScriptSubscription.start(source, Following.SILENTLY, scripts)) {
      assertTrue(scripts.awaitFirst(SOON));
      Blob door = scripts.newest().orElseThrow().files().get("door.lua").lua();
      assertEquals(0x1B, door.bytes()[0]);
      assertTrue(scripts.test(door.digest()));
      assertFalse(scripts.test(Digest.of(new byte[] {0x1B})));
    }
  }
}
