package io.scriptfarm.runtime.engine;

import java.time.Duration;

/// What one call may take. It ends with whichever is used up first.
///
/// @param instructions of Lua's virtual machine; functions in Java cost by the bytes they touch
/// @param time as long as the call may last; looked at every thousand instructions
public record Allowance(long instructions, Duration time) {}
