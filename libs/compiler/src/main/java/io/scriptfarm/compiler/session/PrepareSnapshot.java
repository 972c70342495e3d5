package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.SnapshotFolder;
import io.scriptfarm.compiler.toolchain.Toolchains;
import java.nio.file.Path;

/// Makes V8's start-up snapshot of the bundled compilers, for images of workers: `PrepareSnapshot
/// FOLDER`. Exits with 1 when it cannot.
public final class PrepareSnapshot {
  private PrepareSnapshot() {}

  public static void main(String[] arguments) {
    JsEngine engine =
        JsEngines.select(EnginePreference.V8).keeping(new SnapshotFolder(Path.of(arguments[0])));
    System.exit(prepare(engine, new Toolchains()) ? 0 : 1);
  }

  public static boolean prepare(JsEngine engine, Toolchains toolchains) {
    return engine.prepare(WarmUpProject.of(toolchains.bundled().pack()));
  }
}
