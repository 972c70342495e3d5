/// Traces of jobs, for whoever collects traces with OpenTelemetry.
@NullMarked
package io.scriptfarm.worker.telemetry;

import org.jspecify.annotations.NullMarked;
