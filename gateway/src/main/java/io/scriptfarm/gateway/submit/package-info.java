/// How builds come in: the REST door of the farm.
@NullMarked
package io.scriptfarm.gateway.submit;

import org.jspecify.annotations.NullMarked;
