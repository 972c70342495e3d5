package io.scriptfarm.compiler.engine;

import java.util.function.Supplier;

/// What a session starts with: a script that is evaluated, and calls that warm it up.
///
/// The warm-up serves speed alone. An engine may begin sessions in the state after it, or leave it
/// out, so it must leave nothing behind that changes an answer.
///
/// @param name what the script is called in stack traces
/// @param identity a word of lower-case letters and digits; equal only where script and warm-up are
/// @param script asked for when an engine has nothing better to begin with
/// @param warmUp asked for when an engine wants it
public record StartScript(
    String name, String identity, Supplier<String> script, Supplier<WarmUp> warmUp) {}
