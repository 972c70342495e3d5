/// The ports of the contract and of publication in the memory of one process; begin at {@link
/// io.scriptfarm.store.memory.MemoryStore}.
@NullMarked
package io.scriptfarm.store.memory;

import org.jspecify.annotations.NullMarked;
