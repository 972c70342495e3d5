package io.scriptfarm.queue;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.scriptfarm.contract.Job.Lane;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;

/// Who uses topics and share groups, and which rights to them that takes: these and no others. To
/// read or write a topic says that it may be described. Who makes a topic that is missing needs the
/// right to create it; the rights to the configuration of a group depend on {@link TopicCare}.
public enum TopicUser {
  GATEWAY,
  CACHE_SERVICE,
  COMPILE_WORKER,
  /// Whoever does all of it.
  EVERYBODY;

  /// By the topics' names.
  Map<String, Set<AclOperation>> topics(Topics topics) {
    Map<String, Set<AclOperation>> rights = new TreeMap<>();
    switch (this) {
      case GATEWAY -> {
        jobs(rights, topics, Set.of(WRITE));
        rights.put(topics.completions(), Set.of(READ));
        rights.put(topics.generations(), Set.of(READ, WRITE));
        rights.put(topics.results(), Set.of(WRITE));
      }
      case CACHE_SERVICE -> rights.put(topics.generations(), Set.of(READ));
      case COMPILE_WORKER -> {
        jobs(rights, topics, Set.of(READ));
        rights.put(topics.quarantine(), Set.of(WRITE));
        rights.put(topics.completions(), Set.of(WRITE));
      }
      case EVERYBODY -> {
        jobs(rights, topics, Set.of(READ, WRITE));
        rights.put(topics.quarantine(), Set.of(WRITE));
        rights.put(topics.completions(), Set.of(READ, WRITE));
        rights.put(topics.generations(), Set.of(READ, WRITE));
        rights.put(topics.results(), Set.of(WRITE));
      }
    }
    return rights;
  }

  private static void jobs(
      Map<String, Set<AclOperation>> rights, Topics topics, Set<AclOperation> operations) {
    for (Lane lane : Lane.values()) {
      rights.put(topics.jobs(lane), operations);
    }
  }

  /// By the groups' names.
  Map<String, Set<AclOperation>> groups(Topics topics, TopicCare care) {
    AclOperation configuration =
        switch (care) {
          case CREATE -> ALTER_CONFIGS;
          case CHECK -> DESCRIBE_CONFIGS;
        };
    Map<String, Set<AclOperation>> rights = new TreeMap<>();
    for (Lane lane : Lane.values()) {
      switch (this) {
        case GATEWAY -> rights.put(topics.workers(lane), Set.of(DESCRIBE, configuration));
        case COMPILE_WORKER, EVERYBODY ->
            rights.put(topics.workers(lane), Set.of(READ, configuration));
        case CACHE_SERVICE -> {}
      }
    }
    return rights;
  }
}
