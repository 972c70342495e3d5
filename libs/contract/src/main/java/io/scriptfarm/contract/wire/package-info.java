/// How the contract's values look as JSON and on other wires. Input is checked here, and trusted
/// everywhere else.
@NullMarked
package io.scriptfarm.contract.wire;

import org.jspecify.annotations.NullMarked;
