/// Replays TypeScriptToLua's own recorded test suite on a farm, through the farm's API, and
/// compares what the farm delivers with the record.
@NullMarked
package io.scriptfarm.peersuite;

import org.jspecify.annotations.NullMarked;
