package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.testkit.Await;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Manifests that a client must not believe.
class HostileManifestTest extends ServerAttack {
  @Test
  void aManifestOfAnotherKeyIsRefused() {
    SignedManifest forged = SignedManifest.of(manifest.unverified(), SigningKey.generate());
    assertOpeningRefused(4008, "not trusted", forged);
  }

  @Test
  void aManifestThatNamesATrustedKeyButIsNotSignedByItIsRefused() {
    SignedManifest other = SignedManifest.of(manifest.unverified(), SigningKey.generate());
    assertOpeningRefused(
        4008,
        "does not match its signature",
        new SignedManifest(manifest.keyId(), other.payload(), other.signature()));
  }

  @Test
  void aManifestThatWasChangedIsRefused() {
    byte[] changed = manifest.payload();
    changed[changed.length / 2] ^= 1;
    assertOpeningRefused(
        4008,
        "does not match its signature",
        new SignedManifest(manifest.keyId(), changed, manifest.signature()));
  }

  @Test
  void aManifestOfAnotherWorkspaceIsRefused() {
    assertOpeningRefused(
        4008,
        "other",
        workspace.signed(workspace.manifest(1, new WorkspaceName("other")).forClients()));
  }

  @Test
  void theManifestForServersIsRefused() {
    assertOpeningRefused(4008, "FULL", workspace.signed(workspace.manifest(1, Workspace.NAME)));
  }

  @Test
  void aManifestThatNamesAServersScriptIsRefused() {
    Manifest full = workspace.manifest(1, Workspace.NAME);
    Manifest leaking =
        new Manifest(
            full.version(),
            full.workspace(),
            full.generation(),
            Manifest.View.REPLICATED,
            full.created(),
            full.snapshot(),
            full.toolchain(),
            full.rollbackOf(),
            full.cdn(),
            full.entries());
    assertOpeningRefused(4008, "for servers alone", workspace.signed(leaking));
  }

  @Test
  void anOldManifestThatIsPlayedAgainIsRefused() {
    SignedManifest second = workspace.signed(workspace.next().forClients());
    List<SignedManifest> order = new ArrayList<>(List.of(second));
    assertReplayRefused(order, manifest, "generation 2 was seen; 1 is no later one");
  }

  @Test
  void anotherManifestOfTheSameNumberIsRefused() {
    workspace.put("StarterGui/evil.lua", Service.STARTER_GUI, "evil()");
    SignedManifest twin = workspace.signed(workspace.manifest(1, Workspace.NAME).forClients());
    assertReplayRefused(
        new ArrayList<>(List.of(manifest)), twin, "generation 1 was seen; 1 is no later one");
  }

  @Test
  void aManifestOfBeforeTheLastStartIsRefused() {
    try (HostileServer server =
            new HostileServer(socket -> opensWith(socket, manifest), (_, _) -> {});
        Game game = new Game(client(server).startingAt(5))) {
      Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
      assertTrue(game.losses.getFirst().contains("generation 5 was seen"));
    }
  }

  @Test
  void aManifestThatUnpacksToABombIsRefusedWithoutUnpackingIt() throws Exception {
    ByteBuffer bomb = ByteBuffer.wrap(Zstd.compress(new byte[60 << 20]));
    ScriptManifest message =
        new ScriptManifest(manifest.keyId(), ByteBuffer.wrap(manifest.signature()), bomb);
    assertRefused(
        4009, "claims to unpack to", socket -> HostileServer.send(socket, message), (_, _) -> {});
    long took =
        Allocation.of(
            () -> assertThrows(ProtocolException.class, () -> PackedManifest.unpack(message)));
    assertTrue(took < 1 << 20, took + " bytes were taken for it");
  }

  private void assertReplayRefused(
      List<SignedManifest> good, SignedManifest replayed, String reason) {
    long generation = good.getFirst().unverified().generation();
    try (HostileServer server =
            new HostileServer(
                socket -> opensWith(socket, good.isEmpty() ? replayed : good.removeFirst()),
                (socket, request) -> {
                  for (int i = 0; i < CHUNKS; i++) {
                    HostileServer.send(
                        socket, chunk(request.wanted().getFirst().stream(), i, CHUNKS));
                  }
                  opensWith(socket, replayed);
                });
        Game game = new Game(client(server))) {
      Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
      assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
      assertEquals(4008, server.closeCodes.getFirst());
      assertEquals(List.of(generation), game.generations, "what was there before goes on");
      assertArrayEquals(
          workspace.content(LARGE),
          game.client
              .current()
              .orElseThrow()
              .find(new ProjectPath(LARGE))
              .orElseThrow()
              .content()
              .bytes());
    }
  }
}
