/// The farm's queue on Kafka: jobs as share groups (KIP-932), completions, and the events of
/// builds. The only place that knows a topic's name.
@NullMarked
package io.scriptfarm.queue;

import org.jspecify.annotations.NullMarked;
