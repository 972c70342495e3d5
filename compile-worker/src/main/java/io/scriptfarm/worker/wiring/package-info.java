/// Where the worker's parts are put together, and the only place that asks the clock.
@NullMarked
package io.scriptfarm.worker.wiring;

import org.jspecify.annotations.NullMarked;
