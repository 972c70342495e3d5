package io.scriptfarm.publication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.TrustedKeys.UntrustedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R26 manifests are signed")
class ReleaseTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final TrustedKeys TRUSTED = TrustedKeys.of(List.of(KEY.x509()));
  private static final WorkspaceName WORKSPACE = new WorkspaceName("dungeon");
  private static final Manifest MANIFEST =
      new Manifest(
          Manifest.VERSION,
          WORKSPACE,
          7,
          Manifest.View.FULL,
          Instant.parse("2026-05-04T03:02:01.5Z"),
          Digest.ofUtf8("snapshot"),
          new Toolchain("6.0.2", "1.37.1", Digest.ofUtf8("toolchain")),
          Optional.of(3L),
          List.of(URI.create("https://cdn.example.com/dungeon")),
          List.of(
              entry("util.lua", Service.REPLICATED_STORAGE, RunContext.BOTH, true),
              entry("secret.lua", Service.SERVER_SCRIPT_SERVICE, RunContext.SERVER, false)));

  private static Manifest.Entry entry(
      String path, Service service, RunContext context, boolean replicate) {
    return new Manifest.Entry(
        new ProjectPath(path),
        Optional.of(new ProjectPath("src/" + path.replace(".lua", ".ts"))),
        service,
        context,
        replicate,
        Optional.of("core"),
        new TreeMap<>(
            Map.of(
                Manifest.LUA,
                new Manifest.Artifact(Digest.ofUtf8(path), 10),
                "lua54",
                new Manifest.Artifact(Digest.ofUtf8(path + "54"), 20),
                Manifest.MAP,
                new Manifest.Artifact(Digest.ofUtf8(path + "map"), 30))));
  }

  @Test
  void comesBackAsItWas() throws Exception {
    Release release = Release.of(MANIFEST, KEY);

    Release read = ReleaseCodec.decode(ReleaseCodec.encode(release));

    assertEquals(release, read);
    assertEquals(MANIFEST, TRUSTED.open(read.full(), WORKSPACE, Manifest.View.FULL));
  }

  @Test
  @DisplayName("R21 the view for clients says nothing of what is the server's")
  void viewForClients() throws Exception {
    SignedManifest replicated = Release.of(MANIFEST, KEY).replicated();

    Manifest manifest = TRUSTED.open(replicated, WORKSPACE, Manifest.View.REPLICATED);
    String text = new String(replicated.payload(), StandardCharsets.UTF_8);

    assertEquals(
        List.of("util.lua"), manifest.entries().stream().map(e -> e.path().value()).toList());
    assertFalse(text.contains("secret"), text);
    assertFalse(text.contains(Digest.ofUtf8("secret.lua").hex()), text);
    assertFalse(text.contains(Digest.ofUtf8("util.luamap").hex()), text);
    assertFalse(text.contains("src/"), text);
  }

  @Test
  void noByteCanBeChanged() {
    SignedManifest signed = SignedManifest.of(MANIFEST, KEY);
    byte[] payload = signed.payload();
    for (int at = 0; at < payload.length; at++) {
      byte[] changed = payload.clone();
      changed[at] ^= 1;
      SignedManifest forged = new SignedManifest(signed.keyId(), changed, signed.signature());
      assertThrows(
          UntrustedException.class, () -> TRUSTED.open(forged, WORKSPACE, Manifest.View.FULL));
    }
    byte[] mark = signed.signature();
    mark[5] ^= 1;
    for (byte[] other : List.of(mark, new byte[0], new byte[64], Arrays.copyOf(mark, 63))) {
      SignedManifest forged = new SignedManifest(signed.keyId(), payload, other);
      assertThrows(
          UntrustedException.class, () -> TRUSTED.open(forged, WORKSPACE, Manifest.View.FULL));
    }
  }

  @Test
  void othersKeysAndOthersManifestsAreRefused() {
    SignedManifest signed = SignedManifest.of(MANIFEST, KEY);
    SignedManifest stranger = SignedManifest.of(MANIFEST, SigningKey.generate());

    assertThrows(
        UntrustedException.class, () -> TRUSTED.open(stranger, WORKSPACE, Manifest.View.FULL));
    assertThrows(
        UntrustedException.class,
        () -> TRUSTED.open(signed, new WorkspaceName("other"), Manifest.View.FULL));
    assertThrows(
        UntrustedException.class, () -> TRUSTED.open(signed, WORKSPACE, Manifest.View.REPLICATED));
  }

  @Test
  void keysSurviveTheirEncoding() throws Exception {
    SigningKey again = SigningKey.of(KEY.pkcs8(), KEY.x509());
    SignedManifest signed = SignedManifest.of(MANIFEST, again);

    assertEquals(KEY.id(), again.id());
    assertEquals(
        MANIFEST,
        TrustedKeys.ofBase64(TRUSTED.base64()).open(signed, WORKSPACE, Manifest.View.FULL));
    assertThrows(
        IllegalArgumentException.class,
        () -> SigningKey.of(KEY.pkcs8(), SigningKey.generate().x509()));
  }

  @Test
  void whatIsNoReleaseIsRefused() {
    byte[] bytes = ReleaseCodec.encode(Release.of(MANIFEST, KEY));
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        ReleaseCodec.decode(changed); // a changed bit that gzip does not notice is in its header
      } catch (MalformedException e) {
        assertTrue(e.getMessage() != null);
      }
    }
  }

  @Test
  void differencesAreFound() {
    Manifest next =
        new Manifest(
            Manifest.VERSION,
            WORKSPACE,
            8,
            Manifest.View.FULL,
            MANIFEST.created(),
            MANIFEST.snapshot(),
            MANIFEST.toolchain(),
            Optional.empty(),
            List.of(),
            List.of(
                entry("util.lua", Service.WORKSPACE, RunContext.BOTH, true),
                entry("new.lua", Service.WORKSPACE, RunContext.BOTH, true)));

    Manifest.Difference difference = MANIFEST.to(next);

    assertEquals(List.of(new ProjectPath("new.lua")), difference.added());
    assertEquals(List.of(new ProjectPath("secret.lua")), difference.removed());
    assertEquals(List.of(new ProjectPath("util.lua")), difference.changed());
    assertTrue(MANIFEST.to(MANIFEST).none());
  }
}
