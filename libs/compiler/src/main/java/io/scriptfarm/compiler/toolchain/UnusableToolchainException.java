package io.scriptfarm.compiler.toolchain;

/// The compilers that a project brings cannot be used; the message says why and what to do.
public final class UnusableToolchainException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableToolchainException(String message) {
    super(message, null, false, false);
  }
}
