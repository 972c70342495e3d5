/// The compilers of this process; each job borrows one.
@NullMarked
package io.scriptfarm.worker.compile;

import org.jspecify.annotations.NullMarked;
