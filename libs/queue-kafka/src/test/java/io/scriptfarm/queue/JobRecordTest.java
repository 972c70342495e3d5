package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
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
        new JobRecord.Good(new ReceivedJob(JOB, most)), JobRecord.parse(delivered(JOB, most)));
    assertEquals(
        new JobRecord.Poison(Optional.of(JOB), "it was given to workers 8 times and not done"),
        JobRecord.parse(delivered(JOB, most + 1)));
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
