package io.scriptfarm.queue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Json;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// Tells the world about builds, on the results topic: key = build id, value = the event as JSON,
/// header `type` = the event's kind (`planned`, `script-finished`, `output-ready`, `finished`), so
/// that consumers can skip without parsing. Never fails a build: one that is faster than the broker
/// waits for it, at most a request's timeout once the broker takes nothing any more. An event that
/// it does not take in time is lost, counted, and logged once per cause. {@link Topics#ensure}
/// comes first. Safe for concurrent use; the events of one build keep the order in which one thread
/// published them.
public final class KafkaBuildEvents implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KafkaBuildEvents.class.getName());

  // A build of 5,000 scripts has 10,000 events, which it need not wait with.
  private static final int MAX_WAITING = 20_000;
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConfig config;
  private final String topic;
  private final KafkaProducer<String, byte[]> producer;
  private final BlockingQueue<BuildEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Set<String> causesLogged = ConcurrentHashMap.newKeySet();
  private final Thread sender;
  private volatile boolean closing;
  private volatile boolean stuck; // somebody waited in vain, and nothing was sent since

  public KafkaBuildEvents(KafkaConfig config) {
    this.config = config;
    this.topic = new Topics(config).results();
    this.producer = Publisher.producer(config);
    this.sender = Thread.ofVirtual().name("build-events").unstarted(this::run);
    sender.start();
  }

  public void publish(BuildEvent event) {
    if (closing || (!waiting.offer(event) && !offerPatiently(event))) {
      lose(closing ? "closed" : MAX_WAITING + " events are waiting already");
    }
  }

  private boolean offerPatiently(BuildEvent event) {
    if (stuck) {
      return false;
    }
    try {
      boolean taken = waiting.offer(event, config.requestTimeoutMillis(), TimeUnit.MILLISECONDS);
      stuck = !taken;
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the gateway stops
      return false;
    }
  }

  /// How many events were lost since the start.
  public long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (!closing || !waiting.isEmpty()) {
        BuildEvent event = waiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (event != null) {
          send(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(BuildEvent event) throws InterruptedException {
    byte[] json = Json.write(event).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.build(), json);
    record.headers().add("type", Json.type(event).getBytes(StandardCharsets.US_ASCII));
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure == null) {
              stuck = false;
            } else {
              lose(failure.getClass().getSimpleName() + ": " + failure.getMessage());
            }
          });
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException e) {
      lose(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private void lose(String cause) {
    lost.incrementAndGet();
    String kind = cause.replaceAll("\\d+", "#");
    if (causesLogged.size() < 100 && causesLogged.add(kind)) {
      LOG.log(Level.WARNING, "a build event is lost for the results topic: {0}", cause);
    }
  }

  /// Sends what is waiting, as far as it goes within the request timeout.
  @Override
  public void close() {
    closing = true;
    try {
      if (!sender.join(config.requestTimeout())) {
        sender.interrupt();
      }
    } catch (InterruptedException e) {
      sender.interrupt();
      Thread.currentThread().interrupt();
    }
    producer.close(config.requestTimeout());
  }
}
