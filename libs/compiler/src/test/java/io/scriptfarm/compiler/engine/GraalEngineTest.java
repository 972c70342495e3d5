package io.scriptfarm.compiler.engine;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("graaljs")
@DisplayName("GraalJS keeps the engine contract")
class GraalEngineTest extends JsEngineContract {
  @Override
  JsEngine engine() {
    return JsEngines.select(EnginePreference.GRAALJS);
  }
}
