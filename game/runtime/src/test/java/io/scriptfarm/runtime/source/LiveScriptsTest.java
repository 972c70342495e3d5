package io.scriptfarm.runtime.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptError;
import io.scriptfarm.runtime.script.ScriptEvent;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.world.EntityWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R33 R34 scripts follow their files")
class LiveScriptsTest {
  private final EntityWorld world = new EntityWorld();
  private final List<String> logged = new ArrayList<>();
  private final List<ScriptEvent> events = new ArrayList<>();
  private final LuaScriptSystem scripts =
      new LuaScriptSystem(
          new LuaJEngine(EngineLimits.STANDARD, _ -> false, () -> 0),
          world,
          ScriptLimits.STANDARD,
          events::add,
          GameLibraries.of(world, new CVarRegistry(), (_, message) -> logged.add(message), 1));
  private final TreeMap<String, ScriptTree.File> files = new TreeMap<>();
  private Optional<ScriptTree> tree = Optional.empty();
  private final LiveScripts live = new LiveScripts(scripts, () -> tree);

  private void file(String path, String lua) {
    files.put(path, ScriptTree.File.of(Blob.ofUtf8(lua)));
  }

  private void tick() {
    tree = Optional.of(new ScriptTree(tree.map(ScriptTree::generation).orElse(0L) + 1, files));
    live.take();
    scripts.update(0.1);
  }

  private List<String> heard() {
    List<String> all = List.copyOf(logged);
    logged.clear();
    return all;
  }

  private void spawn(String script) {
    world.components(LuaScript.NAME).set(world.create(), LuaScript.of(script));
  }

  @Test
  void onlyWhatChangedIsReplacedWithWhatRequiresIt() {
    file("lib/words.lua", "return { hello = 'hello' }");
    file("says.lua", "log.info(require('lib.words').hello)");
    file("alone.lua", "log.info('alone')");
    spawn("says");
    spawn("alone");
    tick();
    assertEquals(List.of("hello", "alone"), heard());
    tick();
    assertEquals(List.of(), heard(), "nothing changed");

    file("lib/words.lua", "return { hello = 'good day' }");
    tick();
    assertEquals(List.of("good day"), heard());
    file("alone.lua", "log.info('still alone')");
    tick();
    assertEquals(List.of("still alone"), heard());
  }

  @Test
  void aModuleThatWasMissingMendsItsScript() {
    file("says.lua", "log.info(require('words'))");
    spawn("says");
    tick();
    assertTrue(events.stream().anyMatch(event -> event instanceof ScriptEvent.Refused));
    file("words.lua", "return 'here'");
    tick();
    assertEquals(List.of("here"), heard());
  }

  @Test
  void whatFailsOrIsGoneLeavesTheOldVersion() {
    file("says.lua", "function onUpdate() log.info('old') end");
    spawn("says");
    tick();
    file("says.lua", "function onUpdate( log.info('new') end");
    tick();
    assertEquals(List.of("old", "old"), heard());
    files.remove("says.lua");
    tick();
    assertEquals(List.of("old"), heard());
  }

  /// The map says that line 2 of the Lua was line 3 of the script, and line 3 line 7.
  @Test
  void errorsHaveTheLineOfTheTypeScriptAndOneEntryForAThousand() {
    String lua = "local t\nfunction onUpdate()\n t = t.x\nend";
    String map =
        "{\"version\":3,\"sources\":[\"../src/bad.ts\"],\"names\":[],\"mappings\":\";AAEA;AAIA\"}";
    files.put(
        "bad.lua",
        new ScriptTree.File(
            Blob.ofUtf8(lua),
            Optional.of(Blob.ofUtf8(map)),
            Optional.of(new ProjectPath("src/bad.ts"))));
    for (int i = 0; i < 500; i++) {
      spawn("bad");
    }
    tick();
    tick();
    assertEquals(1, scripts.errors().size());
    ScriptError error = scripts.errors().getFirst();
    assertEquals(1_000, error.count());
    assertEquals("src/bad.ts:7", error.origin().orElseThrow().toString());
    assertTrue(error.message().startsWith("bad.lua:3: attempt to index"), error.message());
    assertTrue(error.typescript().startsWith("src/bad.ts:7: attempt to index"));
    assertTrue(error.typescript().contains("\tsrc/bad.ts:7: in function <src/bad.ts:3>"));
    assertTrue(error.traceback().contains("\tbad.lua:3: in function <bad.lua:2>"));
    assertEquals(List.of(1L, 2L), List.of(error.firstTick(), error.lastTick()));
    assertEquals(1, error.generation());
    assertEquals(1_000, events.stream().filter(e -> e instanceof ScriptEvent.Failed).count());
  }
}
