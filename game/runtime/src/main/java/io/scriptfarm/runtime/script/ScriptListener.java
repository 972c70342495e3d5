package io.scriptfarm.runtime.script;

/// Is told of scripts, on the game's main thread. What it throws is logged and goes no further.
@FunctionalInterface
public interface ScriptListener {
  void heard(ScriptEvent event);
}
