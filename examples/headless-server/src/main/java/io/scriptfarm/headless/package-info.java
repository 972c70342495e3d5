/// An example: a game server of one page that runs what a farm publishes.
@NullMarked
package io.scriptfarm.headless;

import org.jspecify.annotations.NullMarked;
