package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A broker that speaks TLS alone, asks who is there, and lets nobody do what no ACL allows.
@Timeout(120)
@DisplayName("R41 a Kafka with TLS, SASL and ACLs")
class KafkaRightsTest {
  private static final String PASSWORD = "secret-of-the-test";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String BEARER =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

  private static EmbeddedKafka broker;
  private static Certificates certificates;
  private static Admin admin;

  @BeforeAll
  static void open(@TempDir Path folder)
      throws IOException, ExecutionException, InterruptedException {
    certificates = Certificates.make(folder, "kafka");
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listener.security.protocol.map", "BROKER:SASL_SSL,SELF:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put("listener.name.broker.scram-sha-512.sasl.jaas.config", SCRAM + " required;");
    settings.put(
        "listener.name.broker.oauthbearer.sasl.jaas.config",
        BEARER + " required unsecuredLoginStringClaim_sub=\"broker\";");
    settings.putAll(tls());
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    broker = EmbeddedKafka.start(folder.resolve("data"), settings);
    admin = Admin.create(Map.of("bootstrap.servers", broker.ownServers()));
    List<UserScramCredentialUpsertion> users = new ArrayList<>();
    for (TopicUser user : TopicUser.values()) {
      users.add(
          new UserScramCredentialUpsertion(
              user.name(),
              new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
              PASSWORD.getBytes(StandardCharsets.UTF_8)));
    }
    admin.alterUserScramCredentials(List.copyOf(users)).all().get();
  }

  /// Of the listener where clients are.
  private static Map<String, String> tls() throws IOException {
    String ssl = "listener.name.broker.ssl.";
    String certificate = Files.readString(certificates.certificate());
    return Map.of(
        ssl + "keystore.type",
        "PEM",
        ssl + "keystore.certificate.chain",
        certificate,
        ssl + "keystore.key",
        Files.readString(certificates.key()),
        ssl + "truststore.type",
        "PEM",
        ssl + "truststore.certificates",
        certificate);
  }

  @AfterAll
  static void close() {
    admin.close();
    broker.close();
  }

  private static KafkaConfig config(String prefix, TopicCare care, Map<String, String> login) {
    Map<String, String> client = new HashMap<>(login);
    client.put("security.protocol", "SASL_SSL");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", certificates.certificate().toString());
    return KafkaConfig.of(broker.bootstrapServers(), prefix)
        .withTopicCare(care)
        .withClientSettings(client);
  }

  private static KafkaConfig config(String prefix, TopicCare care, TopicUser user) {
    return config(
        prefix,
        care,
        Map.of(
            "sasl.mechanism",
            "SCRAM-SHA-512",
            "sasl.jaas.config",
            "%s required username=\"%s\" password=\"%s\";".formatted(SCRAM, user, PASSWORD)));
  }

  /// Somebody who may makes the farm's topics.
  private static KafkaConfig made(String prefix) {
    KafkaConfig config = KafkaConfig.of(broker.ownServers(), prefix);
    new Topics(config).ensure(TopicUser.EVERYBODY, SOON);
    return config;
  }

  /// The rights that the table says, one by one.
  private static List<AclBinding> rights(TopicUser user, String prefix) {
    Topics topics = new Topics(KafkaConfig.of("-", prefix));
    List<AclBinding> rights = new ArrayList<>();
    add(rights, ResourceType.TOPIC, user, user.topics(topics));
    add(rights, ResourceType.GROUP, user, user.groups(topics, TopicCare.CHECK));
    return rights;
  }

  private static void add(
      List<AclBinding> rights,
      ResourceType type,
      TopicUser user,
      Map<String, Set<AclOperation>> needed) {
    needed.forEach(
        (name, operations) ->
            operations.forEach(
                operation ->
                    rights.add(
                        new AclBinding(
                            new ResourcePattern(type, name, PatternType.LITERAL),
                            new AccessControlEntry(
                                "User:" + user, "*", operation, AclPermissionType.ALLOW)))));
  }

  private static void allow(List<AclBinding> rights) {
    try {
      admin.createAcls(rights).all().get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void forbid(AclBinding right) {
    try {
      admin.deleteAcls(List.of(right.toFilter())).all().get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("lets services with exactly their rights build, on topics that somebody else made")
  void letsAFarmBuild() throws InterruptedException {
    made("builds");
    for (TopicUser user :
        List.of(TopicUser.GATEWAY, TopicUser.CACHE_SERVICE, TopicUser.COMPILE_WORKER)) {
      allow(rights(user, "builds"));
    }
    KafkaConfig gateway = config("builds", TopicCare.CHECK, TopicUser.GATEWAY);
    KafkaConfig worker = config("builds", TopicCare.CHECK, TopicUser.COMPILE_WORKER);
    KafkaConfig cache = config("builds", TopicCare.CHECK, TopicUser.CACHE_SERVICE);
    new Topics(gateway).ensure(TopicUser.GATEWAY, SOON);
    new Topics(worker).ensure(TopicUser.COMPILE_WORKER, SOON);
    new Topics(cache).ensure(TopicUser.CACHE_SERVICE, SOON);
    BlockingQueue<Completion> heard = new LinkedBlockingQueue<>();
    List<String> forgotten = new ArrayList<>();
    try (KafkaJobQueue queue = new KafkaJobQueue(gateway);
        KafkaCompletions completions = new KafkaCompletions(gateway);
        TopicSubscription _ = completions.subscribe(heard::add);
        KafkaBuildEvents events = new KafkaBuildEvents(gateway);
        KafkaReleases releases = new KafkaReleases(gateway);
        KafkaReleases readers = new KafkaReleases(cache);
        TopicSubscription _ =
            readers.subscribe(
                _ -> {}, (workspace, number) -> forgotten.add(workspace + "/" + number));
        KafkaCompletions told = new KafkaCompletions(worker);
        Backlog backlog = new Backlog(gateway);
        Worker works = new Worker(worker)) {
      works.says(new Verdict.Accept()).says(new Verdict.Reject("it is bad"));
      Job good = Jobs.job("good");
      var place = queue.publish(Lane.BULK, good);
      queue.publish(Lane.BULK, Jobs.job("bad"));
      Await.until(SOON, "one is done, one is poison", () -> works.poisoned.size() == 1);
      Await.until(SOON, "nothing waits", () -> backlog.unfinished().get(Lane.BULK) == 0);
      assertEquals(Set.of(), queue.holding(Set.of(place)));
      told.publish(
          new Completion(good.id(), "worker", good.keys(), Map.of(), Map.of(), Duration.ZERO));
      assertEquals(good.id(), heard.poll(30, TimeUnit.SECONDS).job());
      releases.forget(new WorkspaceName("game"), 1);
      Await.until(SOON, "the cache-service hears of it", () -> forgotten.equals(List.of("game/1")));
      events.publish(new BuildEvent.Waiting("b", 1, "for nothing"));
      Topic.read(KafkaConfig.of(broker.ownServers(), "builds"), "builds.results", 1);
      assertEquals(0, events.lost());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GATEWAY", "CACHE_SERVICE", "COMPILE_WORKER"})
  @DisplayName("says which right a service lacks")
  void saysWhichRightIsMissing(TopicUser user) {
    String prefix = "lacks-" + user.name().toLowerCase(Locale.ROOT).replace('_', '-');
    made(prefix);
    joinGroups(prefix);
    List<AclBinding> rights = rights(user, prefix);
    allow(rights);
    Topics topics = new Topics(config(prefix, TopicCare.CHECK, user));
    topics.ensure(user, SOON);
    for (AclBinding right : rights) {
      forbid(right);

      String why =
          assertThrows(
                  QueueUnavailableException.class, () -> topics.ensure(user, SOON), right::toString)
              .getMessage();

      assertTrue(why.contains("lacks the right"), why);
      assertTrue(why.contains(right.pattern().name()), why + " is about " + right);
      allow(List.of(right));
    }
  }

  /// A group is known to the broker once somebody joined it.
  private static void joinGroups(String prefix) {
    KafkaConfig config = KafkaConfig.of(broker.ownServers(), prefix);
    for (Lane lane : Lane.values()) {
      try (Worker worker = new Worker(config, lane, new Slots(1));
          KafkaJobQueue queue = new KafkaJobQueue(config)) {
        worker.accepts(1);
        queue.publish(lane, Jobs.job("first"));
        Await.until(SOON, "a worker has joined", () -> !worker.delivered.isEmpty());
      }
    }
  }

  @Test
  @DisplayName("makes topics for who may, and says what is missing to who may not")
  void makesTopics() {
    KafkaConfig gateway = config("new", TopicCare.CREATE, TopicUser.GATEWAY);
    KafkaConfig checks = config("new", TopicCare.CHECK, TopicUser.GATEWAY);
    assertTrue(
        assertThrows(
                QueueUnavailableException.class,
                () -> new Topics(gateway).ensure(TopicUser.GATEWAY, SOON))
            .getMessage()
            .contains("lacks the right AlterConfigs on the group new.workers."));
    for (ResourceType type : List.of(ResourceType.TOPIC, ResourceType.GROUP)) {
      allow(
          List.of(
              new AclBinding(
                  new ResourcePattern(type, "new.", PatternType.PREFIXED),
                  new AccessControlEntry(
                      "User:GATEWAY", "*", AclOperation.ALL, AclPermissionType.ALLOW))));
    }
    assertTrue(
        assertThrows(
                QueueUnavailableException.class,
                () -> new Topics(checks).ensure(TopicUser.GATEWAY, SOON))
            .getMessage()
            .contains("lacks the setting share.auto.offset.reset=earliest"));

    new Topics(gateway).ensure(TopicUser.GATEWAY, SOON);
    new Topics(checks).ensure(TopicUser.GATEWAY, SOON);

    KafkaConfig none = KafkaConfig.of(broker.ownServers(), "none").withTopicCare(TopicCare.CHECK);
    assertTrue(
        assertThrows(
                QueueUnavailableException.class,
                () -> new Topics(none).ensure(TopicUser.CACHE_SERVICE, SOON))
            .getMessage()
            .contains("there is no topic none.generations"));
  }

  @Test
  @DisplayName("lets services in by a bearer's token, and nobody by a wrong password")
  void letsServicesIn() {
    made("login");
    allow(rights(TopicUser.GATEWAY, "login"));
    new Topics(
            config(
                "login",
                TopicCare.CHECK,
                Map.of(
                    "sasl.mechanism",
                    "OAUTHBEARER",
                    "sasl.jaas.config",
                    BEARER + " required unsecuredLoginStringClaim_sub=\"GATEWAY\";")))
        .ensure(TopicUser.GATEWAY, SOON);

    KafkaConfig stranger =
        config(
            "login",
            TopicCare.CHECK,
            Map.of(
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                SCRAM + " required username=\"GATEWAY\" password=\"wrong\";"));
    String why =
        assertThrows(
                QueueUnavailableException.class,
                () -> new Topics(stranger).ensure(TopicUser.GATEWAY, SOON))
            .getMessage();
    assertTrue(why.contains("SaslAuthenticationException"), why);
  }

  @Test
  @DisplayName("lets services in by their certificate")
  void letsServicesInByCertificate(@TempDir Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>(tls());
    settings.put(
        "listener.security.protocol.map", "BROKER:SSL,SELF:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.broker.ssl.client.auth", "required");
    Map<String, String> client =
        new HashMap<>(
            Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificates.certificate().toString()));
    try (EmbeddedKafka other = EmbeddedKafka.start(folder.resolve("data"), settings)) {
      KafkaConfig stranger =
          KafkaConfig.of(other.bootstrapServers(), "mutual").withClientSettings(client);
      assertThrows(
          QueueUnavailableException.class,
          () -> new Topics(stranger).ensure(TopicUser.GATEWAY, Duration.ofSeconds(5)));
      client.put("ssl.keystore.type", "PEM");
      client.put("ssl.keystore.certificate.chain", Files.readString(certificates.certificate()));
      client.put("ssl.keystore.key", Files.readString(certificates.key()));

      new Topics(stranger.withClientSettings(client)).ensure(TopicUser.GATEWAY, SOON);
    }
  }
}
