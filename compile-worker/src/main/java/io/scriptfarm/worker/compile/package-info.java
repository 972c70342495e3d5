/// The compilers of this process and who may use them.
@NullMarked
package io.scriptfarm.worker.compile;

import org.jspecify.annotations.NullMarked;
