package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// What a record of a job topic turned out to be.
sealed interface JobRecord {
  /// A job to run.
  record Good(ReceivedJob received) implements JobRecord {}

  /// A record that belongs into quarantine: it is no job, or one that was tried too often. `reason`
  /// is a clause.
  record Poison(Optional<Job> job, String reason) implements JobRecord {}

  static JobRecord parse(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return new Poison(Optional.empty(), "the record has no value");
    }
    Job job;
    try {
      job = Json.read(record.value(), Job.class);
    } catch (MalformedException e) {
      return new Poison(Optional.empty(), String.valueOf(e.getMessage()));
    }
    int attempt = attempt(record);
    if (attempt > JobIntake.MAX_DELIVERIES) {
      return new Poison(
          Optional.of(job),
          "it was given to workers %d times and not done".formatted(JobIntake.MAX_DELIVERIES));
    }
    return new Good(
        new ReceivedJob(job, attempt, Instant.ofEpochMilli(record.timestamp()), trace(record)));
  }

  private static Optional<TraceParent> trace(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(TraceParent.HEADER);
    return header == null || header.value() == null
        ? Optional.empty()
        : TraceParent.of(new String(header.value(), StandardCharsets.US_ASCII));
  }

  /// How often the record was delivered, this time included.
  static int attempt(ConsumerRecord<String, byte[]> record) {
    return record.deliveryCount().orElse((short) 1);
  }

  /// What people call the record.
  static String name(ConsumerRecord<String, byte[]> record) {
    return "job " + (record.key() == null ? "(no id)" : record.key());
  }
}
