package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Puts jobs into their lane's topic, as JSON; a job's place is its offset. The broker answers for
/// a job while it waits, and while the worker that has it renews the record's lock (KIP-932); a job
/// that it dropped after too many deliveries is not held any more, at the latest when all before it
/// are done. A job of a build that is traced has the header `traceparent`. {@link Topics#ensure}
/// comes first. Safe for concurrent use.
public final class KafkaJobQueue implements JobQueue, AutoCloseable {
  private final Topics topics;
  private final Publisher publisher;
  private final LaneProgress progress;

  public KafkaJobQueue(KafkaConfig config) {
    this.topics = new Topics(config);
    this.publisher = new Publisher(config);
    this.progress = new LaneProgress(config);
  }

  /// @throws io.scriptfarm.contract.PayloadTooLargeException when the job names too much; cut it
  @Override
  public Place publish(Job.Lane lane, Job job) {
    byte[] json = Json.write(job).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topics.jobs(lane), job.id(), json);
    TraceParent.current()
        .ifPresent(
            of ->
                record
                    .headers()
                    .add(TraceParent.HEADER, of.header().getBytes(StandardCharsets.US_ASCII)));
    return new Place(lane, publisher.send("job " + job.id(), record));
  }

  @Override
  public Set<Place> holding(Set<Place> places) {
    Map<Job.Lane, LaneProgress.Progress> lanes = new EnumMap<>(Job.Lane.class);
    Set<Place> held = new HashSet<>();
    for (Place place : places) {
      if (lanes.computeIfAbsent(place.lane(), progress::of).holds(place.number())) {
        held.add(place);
      }
    }
    return held;
  }

  @Override
  public void close() {
    progress.close();
    publisher.close();
  }
}
