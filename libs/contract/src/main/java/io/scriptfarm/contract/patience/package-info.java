/// Ports that wait for a backend that is away: decorators, which behave as what they wrap, only
/// later.
@NullMarked
package io.scriptfarm.contract.patience;

import org.jspecify.annotations.NullMarked;
