package io.scriptfarm.cache.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullPathTest {
  private static final WorkspaceName GAME = new WorkspaceName("game");
  private static final Digest DIGEST = Digest.ofUtf8("a");

  private static void assertNames(PullPath expected, String path) {
    assertEquals(Optional.of(expected), PullPath.parse(path));
  }

  @Test
  void namesWhatThereIs() {
    assertNames(new PullPath.Kept(GAME), "/workspaces/game/generations");
    assertNames(new PullPath.Events(GAME), "/workspaces/game/events");
    assertNames(new PullPath.Latest(GAME), "/workspaces/game/generations/latest/manifest");
    assertNames(new PullPath.Signed(GAME, 3), "/workspaces/game/generations/3/manifest");
    assertNames(new PullPath.Pack(GAME, 3), "/workspaces/game/generations/3/pack");
    assertNames(new PullPath.NamedPack(GAME, 3, "ui"), "/workspaces/game/generations/3/packs/ui");
    assertNames(new PullPath.Running(GAME, "eu-1", 3), "/workspaces/game/servers/eu-1/3");
    assertNames(
        new PullPath.Artifact(GAME, 3, DIGEST), "/workspaces/game/generations/3/blobs/" + DIGEST);
    assertNames(
        new PullPath.File(GAME, 3, new ProjectPath("a/b c+d.lua")),
        "/workspaces/game/generations/3/files/a/b%20c+d.lua");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/workspaces",
        "/workspaces/game",
        "/workspaces/Game/generations",
        "/workspaces/game/generations/",
        "/workspaces/game/generations/0/manifest",
        "/workspaces/game/generations/-1/manifest",
        "/workspaces/game/generations/9999999999999999999/manifest",
        "/workspaces/game/generations/3/manifest/more",
        "/workspaces/game/generations/3/files/",
        "/workspaces/game/generations/3/files/%2e%2e/secret.lua",
        "/workspaces/game/generations/3/files/a%2f..%2f..%2fsecret.lua",
        "/workspaces/game/generations/3/files/a%5c..%5csecret.lua",
        "/workspaces/game/generations/3/files/a%00.lua",
        "/workspaces/game/generations/3/files/%zz",
        "/workspaces/game/generations/3/blobs/abc",
        "/workspaces/game/servers/eu%2f1/3",
        "/workspaces/game/servers/eu-1/3/4",
      })
  void namesNothingElse(String path) {
    assertEquals(Optional.empty(), PullPath.parse(path));
  }

  @Test
  void keepsAnEncodedSlashInAPath() {
    // It is the same path as with a slash, and is looked up in the manifest, never on a disk.
    assertInstanceOf(
        PullPath.File.class,
        PullPath.parse("/workspaces/game/generations/3/files/a%2Fb.lua").orElseThrow());
  }
}
