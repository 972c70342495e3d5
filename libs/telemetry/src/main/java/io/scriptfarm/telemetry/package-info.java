/// Spans for whoever collects traces with OpenTelemetry.
@NullMarked
package io.scriptfarm.telemetry;

import org.jspecify.annotations.NullMarked;
