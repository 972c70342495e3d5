package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.GatewayStatus;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.Pieces;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One Redis that speaks TLS alone, with the users of `deploy/redis/users.acl`.
@DisplayName("R41 a Redis with TLS and users")
class RedisRightsTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Blob BLOB = Blob.ofUtf8("rights");
  private static final CompileKey WORK = CompileKey.of("rights", "work");
  private static final WorkspaceName GAME = new WorkspaceName("game");

  private static SecuredRedis redis;
  private static RedisCommands<String, String> admin;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    redis = new SecuredRedis(folder, 1);
    admin = redis.nodes().getFirst();
  }

  @AfterAll
  static void close() {
    redis.close();
  }

  private static final Map<String, Consumer<RedisStore>> WORK_OF =
      Map.of(
          "gateway", RedisRightsTest::asGateway,
          "cache-service", RedisRightsTest::asCacheService,
          "compile-worker", RedisRightsTest::asWorker);

  private static void asWorker(RedisStore store) {
    require(store.isReachable(), "ping");
    store.artifacts().write(List.of(BLOB));
    readAndDamage(store);
    store.artifacts().write(List.of(BLOB));
    store.outcomes().record(Map.of(WORK, new DeclarationsChecked(List.of())));
    store.outcomes().find(Set.of(WORK));
    admin.set("o:" + WORK.digest(), "damaged");
    store.outcomes().find(Set.of(WORK));
    store.claims().claim(Set.of(WORK), "build", LONG);
    store.claims().release(Set.of(WORK), "build");
    store.attempts().begin(Set.of(WORK), "attempt");
    store.attempts().takeBack(Set.of(WORK), "attempt");
    store.attempts().forget(Set.of(WORK));
    store.quarantine().put(List.of(poison(Duration.ofDays(2))));
    store.quarantine().find(Set.of(WORK));
    store.counters().add("scripts.compiled", 1);
    store.roster().announce(new WorkerStatus("w", "v8", false, 1, 0, 0), LONG);
    store.roster().leave("w");
  }

  private static void asCacheService(RedisStore store) {
    require(store.isReachable(), "ping");
    admin.sadd("s:workspaces", GAME.value());
    store.frames().writeContent(BLOB.digest(), pieces());
    readAndDamage(store);
    store.frames().writeContent(BLOB.digest(), pieces());
    Release release = release(admin.incr("g:{game}:number"));
    store.releaseStore().restore(release, Set.of(BLOB.digest()));
    store.releases().latest(GAME);
    store.releases().workspaces();
    store
        .serverReports()
        .accept(
            new ServerReport(GAME, "s", release.generation(), InstantSource.system().instant()),
            LONG);
    store.serverReports().current();
    store.statistics();
    admin.set("o:" + WORK.digest(), "damaged");
    require(store.cleanUp(LONG, Long.MAX_VALUE).isPresent(), "clean-up");
  }

  private static void asGateway(RedisStore store) {
    require(store.isReachable(), "ping");
    store.requireWritable();
    store.artifacts().write(List.of(BLOB));
    readAndDamage(store);
    store.artifacts().write(List.of(BLOB));
    admin.set("o:" + WORK.digest(), "damaged");
    store.outcomes().find(Set.of(WORK));
    store.claims().claim(Set.of(WORK), "build", LONG);
    store.claims().held(Set.of(WORK), "build");
    store.claims().release(Set.of(WORK), "build");
    admin.hset("s:quarantine", WORK.toString(), Json.write(poison(Duration.ZERO)));
    store.quarantine().find(Set.of(WORK));
    store.quarantine().latest(1);
    store.quarantine().release(WORK);
    store.attempts().forget(Set.of(WORK));
    publish(store);
    admin.sadd("s:workers", "w", "gone");
    admin.set("w:w", Json.write(new WorkerStatus("w", "v8", false, 1, 0, 0)));
    store.roster().present();
    store.statistics();
    store.counters().all();
    build(store);
    store.gateways().announce(new GatewayStatus("g", List.of(), Set.of(), Set.of()), LONG);
    store.gateways().present();
    store.gateways().leave("g");
  }

  private static void publish(RedisStore store) {
    for (int i = 0; i < 2; i++) {
      Release release = release(store.releaseStore().nextNumber(GAME));
      require(store.releaseStore().store(release, Set.of(BLOB.digest())).isEmpty(), "published");
    }
    store.releases().latest(GAME);
    store.releases().workspaces();
    long latest = store.releases().numbers(GAME).getFirst();
    store.releaseTags().set(GAME, "t", latest);
    store.releaseTags().all(GAME);
    store.releaseTags().remove(GAME, "t");
    store.serverReports().current();
    store.releaseStore().collect(GAME, 1);
  }

  private static void build(RedisStore store) {
    BuildRecords records = store.buildRecords();
    records.open(
        new BuildRecord("b", "ann", "{}", InstantSource.system().instant(), records.nextNumber()),
        "g");
    store.buildJournal().append("b", "g", List.of(new BuildEvent.Waiting("b", 1, "for nothing")));
    store.buildJournal().read("b", 0);
    store.buildJournal().running();
    records.find("b");
    records.take("b", "g", "h");
    store
        .buildJournal()
        .append(
            "b",
            "h",
            List.of(
                new BuildEvent.Finished(
                    "b",
                    2,
                    new BuildEvent.Cancelled(),
                    new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO))));
  }

  private static void readAndDamage(RedisStore store) {
    Set<Digest> digests = Set.of(BLOB.digest());
    require(store.artifacts().missing(digests).isEmpty(), "written");
    admin.pexpire("b:" + BLOB.digest(), 60_000); // so that to read it renews it
    require(store.frames().readFrame(BLOB.digest(), Room.UNBOUNDED).isPresent(), "read");
    admin.set("b:" + BLOB.digest(), "damaged");
    store.artifacts().read(digests);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new StoreUnavailableException(what + ": refuses", new IllegalStateException());
    }
  }

  private static Pieces pieces() {
    Pieces pieces = new Pieces();
    pieces.add(BLOB.bytes());
    return pieces;
  }

  private static Poison poison(Duration age) {
    return new Poison(
        WORK,
        "transpile a.ts",
        Digest.ofUtf8("toolchain"),
        new ProjectPath("tsconfig.json"),
        "killed three workers",
        InstantSource.system().instant().minus(age));
  }

  private static Release release(long number) {
    Manifest.Entry entry =
        new Manifest.Entry(
            new ProjectPath("a.lua"),
            Optional.empty(),
            Service.WORKSPACE,
            RunContext.BOTH,
            true,
            Optional.empty(),
            new TreeMap<>(Map.of(Manifest.LUA, new Manifest.Artifact(BLOB.digest(), BLOB.size()))));
    return Release.of(
        new Manifest(
            Manifest.VERSION,
            GAME,
            number,
            Manifest.View.FULL,
            InstantSource.system().instant(),
            Digest.ofUtf8("snapshot"),
            new Toolchain("6", "1", Digest.ofUtf8("toolchain")),
            Optional.empty(),
            List.of(),
            List.of(entry)),
        KEY);
  }

  private static void setUser(String user, String rule) {
    CommandArgs<String, String> arguments =
        new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(user).add(rule);
    admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
  }

  /// The rules of a user that say what begins so; of commands, those without which no farm works
  /// that has one Redis.
  private static List<String> rules(String user, String sign) throws IOException {
    String line =
        Files.readAllLines(SecuredRedis.acl()).stream()
            .filter(each -> each.startsWith("user " + user + " "))
            .findFirst()
            .orElseThrow();
    return Stream.of(line.split(" "))
        .filter(rule -> rule.startsWith(sign) && !rule.contains("|"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "cache-service", "compile-worker"})
  @DisplayName("lets each service do its work, with no right too many")
  void givesEachServiceTheLeastRights(String user) throws IOException {
    admin.flushall();
    Consumer<RedisStore> work = WORK_OF.get(user);
    try (RedisStore store = redis.store(user)) {
      work.accept(store);
      List<String> needless = new ArrayList<>();
      for (String rule : rules(user, "+")) {
        admin.flushall();
        setUser(user, "-" + rule.substring(1));
        try {
          work.accept(store);
          needless.add(rule);
        } catch (StoreUnavailableException e) {
          assertTrue(
              String.valueOf(e.getMessage()).contains("refuses"), rule + ": " + e.getMessage());
        }
        setUser(user, rule);
      }
      assertEquals(List.of(), needless);
    }
  }

  @Test
  @DisplayName("keeps a service from what is another's, and says what to do")
  void keepsServicesApart() {
    try (RedisStore store = redis.store("cache-service")) {
      String refused =
          assertThrows(StoreUnavailableException.class, () -> store.buildRecords().find("any"))
              .getMessage();

      assertTrue(
          refused.contains(
              "refuses: its user may not do this; give it the rights of deploy/redis/users.acl"),
          refused);
    }
  }

  @Test
  @DisplayName(
      "is not believed when somebody else signed its certificate, and believes no stranger")
  void isTrustedByCertificate() {
    RedisStoreConfig known = redis.config("gateway");
    for (RedisStoreConfig.Tls files :
        List.of(
            RedisStoreConfig.Tls.DEFAULT,
            new RedisStoreConfig.Tls(known.tls().trust(), Optional.empty(), Optional.empty()))) {
      try (RedisStore store = RedisStore.connect(known.withTls(files), InstantSource.system())) {
        String why =
            assertThrows(StoreUnavailableException.class, store::requireWritable).getMessage();

        assertTrue(why.contains("gave no answer"), why);
        assertTrue(!why.contains(SecuredRedis.PASSWORD), why);
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new RedisStoreConfig.Tls(
                Optional.empty(), known.tls().certificate(), Optional.empty()));
  }
}
