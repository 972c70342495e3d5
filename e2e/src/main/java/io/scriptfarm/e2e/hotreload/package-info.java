/// A game server and its clients, for measuring how soon they run what was saved (requirement R24).
@NullMarked
package io.scriptfarm.e2e.hotreload;

import org.jspecify.annotations.NullMarked;
