/// Traces of builds, for whoever collects traces with OpenTelemetry.
@NullMarked
package io.scriptfarm.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
