/// What scripts of entities may call of a game, besides `timer` and `events`. All of it is in
/// docs/scripting-api.md.
@NullMarked
package io.scriptfarm.runtime.bindings;

import org.jspecify.annotations.NullMarked;
