/// Build events as server-sent events.
@NullMarked
package io.scriptfarm.gateway.stream;

import org.jspecify.annotations.NullMarked;
