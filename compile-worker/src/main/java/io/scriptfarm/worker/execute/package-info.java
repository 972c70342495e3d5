/// How a worker runs a job: one executor that compiles, and decorators around it that each add one
/// thing.
@NullMarked
package io.scriptfarm.worker.execute;

import org.jspecify.annotations.NullMarked;
