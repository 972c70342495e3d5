/// One project in a session of an engine: its compilers, the contents that they may read, and the
/// limits that hold. Nothing here knows of jobs, stages or plans.
@NullMarked
package io.scriptfarm.compiler.session;

import org.jspecify.annotations.NullMarked;
