/// Replays TypeScriptToLua's own recorded test suite on a farm, through the farm's API, and
/// compares what the farm delivers with the record.
@NullMarked
package io.scriptfarm.e2e.peer;

import org.jspecify.annotations.NullMarked;
