package io.scriptfarm.queue;

import io.scriptfarm.contract.QueueUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/// Whether the broker is there: asked every other second, so that whoever wants to know need not
/// wait for a time-out. A broker that came back without its data gets the farm's topics again. Safe
/// for concurrent use.
public final class BrokerPresence implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(BrokerPresence.class.getName());

  private final InstantSource clock;
  private final Topics topics;
  private final TopicUser user;
  private final Admin admin;
  private final ScheduledExecutorService timer;
  private volatile @Nullable Instant awaySince;

  /// Begins to ask. Until the first answer the broker is taken to be there.
  ///
  /// @param user whose topics are made again
  public BrokerPresence(KafkaConfig config, TopicUser user, InstantSource clock) {
    this.user = user;
    this.clock = clock;
    this.topics = new Topics(config);
    Map<String, Object> client = config.client();
    int millis = Math.toIntExact(ANSWER.toMillis());
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    this.admin = Admin.create(client);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("broker-presence").factory());
    timer.scheduleWithFixedDelay(this::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// When the broker ceased to answer; absent while it does.
  public Optional<Instant> awaySince() {
    return Optional.ofNullable(awaySince);
  }

  private void ask() {
    Instant asked = clock.instant();
    try {
      Set<String> there =
          admin.listTopics().names().get(2 * ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      awaySince = null;
      if (!there.containsAll(topics.names(user))) {
        LOG.log(Level.WARNING, "the broker lacks topics of the farm; it gets them again");
        topics.ensure(user, ANSWER);
      }
    } catch (QueueUnavailableException e) {
      LOG.log(Level.WARNING, e.getMessage());
    } catch (ExecutionException | TimeoutException e) {
      if (awaySince == null) {
        awaySince = asked;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ZERO);
  }
}
