/// The system as its users meet it: `./farm`, real processes, a real broker and a real Redis.
@NullMarked
package io.scriptfarm.e2e;

import org.jspecify.annotations.NullMarked;
