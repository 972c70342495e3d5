/// The farm's vocabulary: immutable values, the outcomes of compiling, and the ports behind which
/// Redis and Kafka stand. Depends on the JDK alone; how a value looks on the wire is the business
/// of {@link io.scriptfarm.contract.wire}.
@NullMarked
package io.scriptfarm.contract;

import org.jspecify.annotations.NullMarked;
