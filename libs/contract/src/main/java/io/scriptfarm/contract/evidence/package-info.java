/// What rests on evidence: decorators of ports that do not find what was refuted.
@NullMarked
package io.scriptfarm.contract.evidence;

import org.jspecify.annotations.NullMarked;
