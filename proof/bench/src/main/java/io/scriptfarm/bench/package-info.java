/// A game server and its clients, for measuring how soon they run what was saved (requirement R24).
@NullMarked
package io.scriptfarm.bench;

import org.jspecify.annotations.NullMarked;
