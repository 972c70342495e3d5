package io.scriptfarm.runtime.luaj;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineContract;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptInstance;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R33 LuaJ as an engine")
class LuaJEngineTest extends EngineContract {
  @Override
  protected ScriptEngine engine(EngineLimits limits, Predicate<Digest> verified) {
    return new LuaJEngine(limits, verified, System::nanoTime);
  }

  @Override
  protected byte[] bytecode(String lua, String name) {
    return Bytecode.of(lua, name);
  }

  @Test
  void errorsHaveTheirPlaceAndTheirTraceback() {
    CallEnd end =
        instance("local function f()\n  local t = nil\n  return t.x\nend\nf()\n").run(PLENTY);
    CallEnd.Failed failed = assertInstanceOf(CallEnd.Failed.class, end);
    assertTrue(failed.message().startsWith("test.lua:3: attempt to index"), failed::message);
    assertEquals(
        "stack traceback:\n\ttest.lua:3: in function <test.lua:1>\n\ttest.lua:5: in main chunk",
        failed.traceback());
  }

  @Test
  void stackOverflowIsAnErrorThatPcallCatches() {
    assertEquals(
        "stack overflow",
        value("local function f() return 1 + f() end return (select(2, pcall(f)))"));
  }

  @Test
  void librariesAreSharedUntilAScriptChangesThem() {
    String look = "return table.concat({type(math.floor), tostring(math.x), #string, #table}, ' ')";
    String before = "function nil 0 0";
    assertEquals(before, value(look));
    assertEquals(
        "nil 1 2 1",
        value(
            """
            math.floor = nil
            rawset(math, 'x', 1)
            setmetatable(bit32, {__index = function() return 'mine' end})
            table.insert(string, 'b')
            table.insert(string, 'a')
            table.sort(string)
            table.insert(table, 1)
            assert(bit32.none == 'mine' and string[1] == 'a' and next(math) and pairs(math))
            """
                + look));
    assertEquals(before, value(look));
    assertEquals("nil", value("return type(bit32.none)"));
  }

  @Test
  void moreCoroutinesThanAllowedAreAnError() {
    LuaJEngine tight =
        new LuaJEngine(new EngineLimits(200, 1 << 20, 3), _ -> false, System::nanoTime);
    String lua =
        "local all = {} for i = 1, 4 do local co = coroutine.create(coroutine.yield)"
            + " local ok, why = coroutine.resume(co) all[i] = co if not ok then return why end end";
    try (ScriptInstance script =
        tight.prepare(new Chunk("c.lua", Blob.ofUtf8(lua)), Modules.NONE, List.of())) {
      assertEquals("too many coroutines", ((CallEnd.Returned) script.run(PLENTY)).value());
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }
}
