package io.scriptfarm.bench;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.lua.LuaJSandbox;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;

/// Runs modules on LuaJ: each once, until it is told that one is another now. Not thread-safe.
final class LuaHost {
  private final Globals globals = LuaJSandbox.unlimited().globals();
  private final Map<ProjectPath, LuaValue> loaded = new HashMap<>();
  private Function<ProjectPath, String> texts = path -> "";

  LuaHost() {
    globals.set(
        "require",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue name) {
            return require(new ProjectPath(name.checkjstring().replace('.', '/') + ".lua"));
          }
        });
  }

  /// Takes the texts of modules from there, from now on.
  void use(Function<ProjectPath, String> source) {
    texts = source;
  }

  /// What a module gives; runs it, and those that it requires, where that was not done yet.
  ///
  /// @throws LuaError when it fails
  LuaValue require(ProjectPath path) {
    LuaValue known = loaded.get(path);
    if (known == null) {
      known = globals.load(texts.apply(path), "@" + path).call();
      loaded.put(path, known);
    }
    return known;
  }

  /// Runs a module again, if it ran.
  void changed(ProjectPath path) {
    if (loaded.remove(path) != null) {
      require(path);
    }
  }
}
