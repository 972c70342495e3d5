package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("V8 keeps the engine contract")
class V8EngineTest extends JsEngineContract {
  @BeforeAll
  static void onlyWhereV8Runs() {
    JsEngines.whyNotV8().ifPresent(why -> Assumptions.abort(why));
  }

  @Override
  JsEngine engine() {
    return JsEngines.select(EnginePreference.V8);
  }

  @Test
  void isWhatAutoSelects() {
    assertEquals(EngineKind.V8, JsEngines.select(EnginePreference.AUTO).kind());
  }
}
