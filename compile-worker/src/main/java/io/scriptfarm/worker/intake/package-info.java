/// How jobs come in, and what becomes of them.
@NullMarked
package io.scriptfarm.worker.intake;

import org.jspecify.annotations.NullMarked;
