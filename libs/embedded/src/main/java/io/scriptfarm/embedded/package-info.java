/// The Kafka broker and the Redis of a farm that runs without containers: on a developer's machine,
/// and in tests where no container engine answers. Real servers, configured small.
@NullMarked
package io.scriptfarm.embedded;

import org.jspecify.annotations.NullMarked;
