package io.scriptfarm.queue;

/// Who makes the farm's topics, and sets up its share groups.
public enum TopicCare {
  /// Each service, when it starts, where they are missing.
  CREATE,
  /// Somebody else; a service that finds them missing or wrong does not start.
  CHECK
}
