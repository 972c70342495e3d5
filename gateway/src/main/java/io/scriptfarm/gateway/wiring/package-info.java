/// Where the gateway's parts are put together, and the only place that asks the clock.
@NullMarked
package io.scriptfarm.gateway.wiring;

import org.jspecify.annotations.NullMarked;
