/// A build from planning to its conclusion: looks up what is known, claims the rest, publishes
/// jobs, waits.
@NullMarked
package io.scriptfarm.orchestration;

import org.jspecify.annotations.NullMarked;
