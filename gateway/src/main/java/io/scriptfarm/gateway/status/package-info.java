/// What the farm is doing right now.
@NullMarked
package io.scriptfarm.gateway.status;

import org.jspecify.annotations.NullMarked;
