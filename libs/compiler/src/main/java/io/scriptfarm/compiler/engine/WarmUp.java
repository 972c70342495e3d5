package io.scriptfarm.compiler.engine;

import java.util.List;
import java.util.Map;

/// Calls of a script before it has a user.
///
/// @param calls in their order; one that throws spoils the warm-up
/// @param answers what the host says meanwhile, by the name and the argument of the request; `null`
///     to everything else
public record WarmUp(List<Call> calls, Map<String, Map<String, String>> answers) {
  public static final WarmUp NONE = new WarmUp(List.of(), Map.of());

  public WarmUp {
    calls = List.copyOf(calls);
    answers = Map.copyOf(answers);
  }

  /// As [JsSession#call] has it.
  public record Call(String function, String argument) {}
}
