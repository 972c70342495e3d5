package io.scriptfarm.compiler.engine;

/// The engine asked for cannot run here. The message says why and what to do.
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
