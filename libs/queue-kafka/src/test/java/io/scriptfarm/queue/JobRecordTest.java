package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JobRecordTest {
  private static final Job JOB = Jobs.job("job");

  @Test
  @DisplayName("R43 a record that was delivered too often is poison")
  void isPoisonWhenItWasDeliveredTooOften() {
    int most = JobIntake.MAX_DELIVERIES;
    assertEquals(
        new JobRecord.Good(new ReceivedJob(JOB, most, Instant.EPOCH, Optional.empty())),
        JobRecord.parse(delivered(JOB, most)));
    assertEquals(
        new JobRecord.Poison(Optional.of(JOB), "it was given to workers 8 times and not done"),
        JobRecord.parse(delivered(JOB, most + 1)));
  }

  @Test
  @DisplayName(
      "R9 a job is a part of the trace that its record names, and a bad name harms nothing")
  void belongsToATrace() {
    TraceParent trace = new TraceParent("1".repeat(32), "2".repeat(16), true);
    for (String header : new String[] {trace.header(), "00-1-2-01", ""}) {
      ConsumerRecord<String, byte[]> record = delivered(JOB, 1);
      record.headers().add("traceparent", header.getBytes(StandardCharsets.US_ASCII));
      assertEquals(
          new JobRecord.Good(
              new ReceivedJob(
                  JOB,
                  1,
                  Instant.EPOCH,
                  header.equals(trace.header()) ? Optional.of(trace) : Optional.empty())),
          JobRecord.parse(record));
    }
  }

  private static ConsumerRecord<String, byte[]> delivered(Job job, int times) {
    byte[] value = Json.write(job).getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        "jobs",
        0,
        0L,
        0L,
        TimestampType.CREATE_TIME,
        job.id().length(),
        value.length,
        job.id(),
        value,
        new RecordHeaders(),
        Optional.empty(),
        Optional.of((short) times));
  }
}
