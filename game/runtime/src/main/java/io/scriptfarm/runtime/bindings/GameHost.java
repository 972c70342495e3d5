package io.scriptfarm.runtime.bindings;

import io.scriptfarm.contract.Blob;
import java.util.Optional;

/// What a game gives its scripts. Called on the main thread.
public interface GameHost {
  /// @param level `debug`, `info`, `warn` or `error`
  void log(String level, String message);

  /// @return `OK`, or `ERROR: ` and why
  default String execute(String command) {
    return "ERROR: no command " + command;
  }

  /// A file of the game; empty when there is none, or scripts may not read it.
  default Optional<Blob> asset(String path) {
    return Optional.empty();
  }

  /// What a player does; a server without one has nothing pressed.
  default Input input() {
    return Input.NONE;
  }

  /// Keys and mouse.
  interface Input {
    Input NONE =
        new Input() {
          @Override
          public boolean isKeyPressed(String key) {
            return false;
          }

          @Override
          public double mouseX() {
            return 0;
          }

          @Override
          public double mouseY() {
            return 0;
          }
        };

    boolean isKeyPressed(String key);

    double mouseX();

    double mouseY();
  }
}
