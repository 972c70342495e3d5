/// What game servers and their clients get: manifests and artifacts of published generations, and
/// news of them (requirements R20 to R25). Begin at
/// {@link io.scriptfarm.cache.pull.PullRoutes}.
@NullMarked
package io.scriptfarm.cache.pull;

import org.jspecify.annotations.NullMarked;
