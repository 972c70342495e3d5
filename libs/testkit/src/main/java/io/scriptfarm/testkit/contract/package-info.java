/// The laws of the ports as tests: each implementation of a port subclasses the port's contract.
@NullMarked
package io.scriptfarm.testkit.contract;

import org.jspecify.annotations.NullMarked;
