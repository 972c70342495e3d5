/// Ports that wait for a backend that is away: decorators, which behave as what they wrap, only
/// later. And the clock by which they wait.
@NullMarked
package io.scriptfarm.contract.patience;

import org.jspecify.annotations.NullMarked;
