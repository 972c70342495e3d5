/// The worker's own copies of what it reads often.
@NullMarked
package io.scriptfarm.worker.artifact;

import org.jspecify.annotations.NullMarked;
