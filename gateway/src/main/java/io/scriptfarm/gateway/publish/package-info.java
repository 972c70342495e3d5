/// From a build to a generation: where each script belongs, the signed manifest, its pins, and the
/// announcement.
@NullMarked
package io.scriptfarm.gateway.publish;

import org.jspecify.annotations.NullMarked;
