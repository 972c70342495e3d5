/// The contract's ports on Redis, through Lettuce. The only place that knows a Redis key; begin at
/// {@link io.scriptfarm.store.RedisStore}.
@NullMarked
package io.scriptfarm.store;

import org.jspecify.annotations.NullMarked;
