package io.scriptfarm.compiler.engine;

import org.jspecify.annotations.Nullable;

/// What a script may ask of its host while a call runs: the script's `__host(name, argument)` ends
/// here, on a thread of the session's own while the caller waits. This is the script's only way
/// out.
@FunctionalInterface
public interface HostCall {
  /// Answers the script. The script sees `null` as `null`.
  ///
  /// Whatever is thrown here ends the call: [JsSession#call] throws the same object, even if the
  /// script caught the error that it saw.
  @Nullable String invoke(String name, String argument);

  /// A host that knows no names: every request is a bug of the script and fails the call.
  static HostCall none() {
    return (name, argument) -> {
      throw new IllegalStateException(
          "the script asked the host for '" + name + "', which it may not");
    };
  }
}
