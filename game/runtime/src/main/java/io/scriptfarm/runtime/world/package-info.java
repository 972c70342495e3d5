/// A game's world as scripts see it: entities with components. A game may bring its own.
@NullMarked
package io.scriptfarm.runtime.world;

import org.jspecify.annotations.NullMarked;
