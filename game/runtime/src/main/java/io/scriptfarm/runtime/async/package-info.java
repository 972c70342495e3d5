/// Scripts that belong to no entity: worker threads run them, and the main thread hears of it.
/// Workers read; only the main thread changes the world.
@NullMarked
package io.scriptfarm.runtime.async;

import org.jspecify.annotations.NullMarked;
