/// Takes jobs from the queue and answers for them.
@NullMarked
package io.scriptfarm.worker.intake;

import org.jspecify.annotations.NullMarked;
