package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Puts jobs into their lane's topic, as JSON. {@link Topics#ensure} comes first. Safe for
/// concurrent use.
public final class KafkaJobQueue implements JobQueue, AutoCloseable {
  private final Topics topics;
  private final Publisher publisher;

  public KafkaJobQueue(KafkaConfig config) {
    this.topics = new Topics(config);
    this.publisher = new Publisher(config);
  }

  /// @throws io.scriptfarm.contract.PayloadTooLargeException when the job names too much; cut it
  @Override
  public void publish(Job.Lane lane, Job job) {
    byte[] json = Json.write(job).getBytes(StandardCharsets.UTF_8);
    publisher.send("job " + job.id(), new ProducerRecord<>(topics.jobs(lane), job.id(), json));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
