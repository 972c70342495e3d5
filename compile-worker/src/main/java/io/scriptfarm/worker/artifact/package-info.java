/// Copies, in the worker's memory, of contents and plans that it reads often.
@NullMarked
package io.scriptfarm.worker.artifact;

import org.jspecify.annotations.NullMarked;
