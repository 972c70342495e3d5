package io.scriptfarm.runtime.async;

/// How a script ended.
///
/// @param text what it returned, as text, or why it failed
public record ExecuteResult(boolean success, String text) {
  /// `OK`, or `ERROR: ` and why.
  public String message() {
    return success ? Messages.OK : Messages.error(text);
  }
}
