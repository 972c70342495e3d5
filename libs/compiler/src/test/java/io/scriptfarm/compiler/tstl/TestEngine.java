package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EngineKind;
import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.SnapshotFolder;
import io.scriptfarm.compiler.session.PrepareSnapshot;
import io.scriptfarm.compiler.toolchain.Toolchains;
import java.nio.file.Path;

/// The engine of tests: with sessions that begin as snapshots, as a worker's do, where the property
/// `scriptfarm.test.snapshots` names a folder for them.
final class TestEngine {
  private TestEngine() {}

  /// One at a time: a JVM cannot wait for its own lock of the folder.
  static synchronized JsEngine select(EnginePreference preference, Toolchains toolchains) {
    JsEngine engine = JsEngines.select(preference);
    String folder = System.getProperty("scriptfarm.test.snapshots", "");
    if (folder.isEmpty() || engine.kind() != EngineKind.V8) {
      return engine;
    }
    JsEngine keeping = engine.keeping(new SnapshotFolder(Path.of(folder)));
    assertTrue(PrepareSnapshot.prepare(keeping, toolchains));
    return keeping;
  }
}
