/// What the farm asks of the driver and what it is answered, as the driver's `protocol.ts` has it:
/// a record for each of its interfaces, by the same name. A test holds both sides against each
/// other.
@NullMarked
package io.scriptfarm.compiler.protocol;

import org.jspecify.annotations.NullMarked;
