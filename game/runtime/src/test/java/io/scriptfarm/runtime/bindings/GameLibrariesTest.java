package io.scriptfarm.runtime.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptEvent;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("R32 what scripts may call")
class GameLibrariesTest {
  private static final Path ROOT = Path.of("../..");

  private final EntityWorld world = new EntityWorld();
  private final CVarRegistry variables = new CVarRegistry();
  private final List<String> logged = new ArrayList<>();
  private final List<ScriptEvent> events = new ArrayList<>();

  private final GameHost host =
      new GameHost() {
        @Override
        public void log(String level, String message) {
          logged.add(level + " " + message);
        }

        @Override
        public String execute(String command) {
          return command.equals("ping") ? "OK" : GameHost.super.execute(command);
        }

        @Override
        public Optional<Blob> asset(String path) {
          return path.equals("level.json")
              ? Optional.of(Blob.ofUtf8("{\"doors\": [1, 2, 3]}"))
              : Optional.empty();
        }
      };

  private final LuaScriptSystem scripts =
      new LuaScriptSystem(
          LuaJEngine.ofText(),
          world,
          ScriptLimits.STANDARD,
          events::add,
          GameLibraries.of(world, variables, host, 7));

  /// Runs a script of an entity that has a transform, and gives what it logs.
  private List<String> run(String lua) {
    long entity = world.create();
    world.components(Transform.NAME).set(entity, new Transform());
    scripts.load(new ScriptVersion("t", 1, new Chunk("t.lua", Blob.ofUtf8(lua)), Modules.NONE));
    world.components(LuaScript.NAME).set(entity, LuaScript.of("t"));
    scripts.update(0.5);
    assertEquals(List.of(), events);
    List<String> all = List.copyOf(logged);
    logged.clear();
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ecs.isAlive(ecs.createEntity())                                   | true
          ecs.hasComponent(entity, 'Transform')                             | true
          #ecs.query('Transform')                                           | 1
          ecs.first('Transform') == entity                                  | true
          ecs.first('None')                                                 | nil
          ecs.count('Transform', 'None')                                    | 0
          ecs.getComponent(entity, 'LuaScript')                             | nil
          ecs.getComponent(entity, 'Transform').rotation.w                  | 1
          transform.get(entity).scale.x                                     | 1
          transform.distance(entity, entity)                                | 0
          transform.x(entity) + transform.y(entity) + transform.z(entity)   | 0
          math.clamp(5, 0, 3)                                               | 3
          math.lerp(10, 20, 0.25)                                           | 12.5
          math.inverseLerp(10, 20, 12.5)                                    | 0.25
          math.remap(5, 0, 10, 100, 200)                                    | 150
          math.sign(-3)                                                     | -1
          math.round(-2.5)                                                  | -2
          math.smoothstep(0, 1, 0.5)                                        | 0.5
          math.approach(1, 10, 2)                                           | 3
          math.approach(9, 10, 2)                                           | 10
          math.round(math.deltaAngle(0.1, 6.2) * 100)                       | -18
          math.floor(2.7) + math.max(1, 2)                                  | 4
          ease.linear(0.3)                                                  | 0.3
          ease.inQuad(0.5) + ease.outQuad(0.5)                              | 1
          ease.inOutCubic(2)                                                | 1
          math.random(3, 3)                                                 | 3
          random.int(4, 4)                                                  | 4
          random.chance(1)                                                  | true
          math.abs(random.sign())                                           | 1
          random.value() < 1                                                | true
          random.range(2, 2)                                                | 2
          console.execute('ping')                                           | OK
          console.execute('fly')                                            | 'ERROR: no command fly'
          cvar.get('none')                                                  | nil
          input.isKeyPressed('W')                                           | false
          input.isKeyDown('W')                                              | false
          input.getMousePos().x                                             | 0
          assets.exists('level.json')                                       | true
          assets.text('none')                                               | nil
          assets.json('level.json').doors[3]                                | 3
          timer.now()                                                       | 0.5
          """)
  void values(String expression, String expected) {
    assertEquals(List.of("info " + expected), run("log.info(tostring(" + expression + "))"));
  }

  @Test
  void entitiesAreChanged() {
    List<String> heard =
        run(
            """
            local e = ecs.createEntity()
            ecs.addComponent(e, "Transform", {position = {x = 1, y = 2, z = 3}})
            transform.translate(e, 1, 1, 1)
            transform.setRotation(e, 0, 0, 0, 2)
            transform.rotateY(e, math.pi)
            transform.setScale(e, 2, 2, 2)
            transform.set(e, {position = {y = 9}})
            local t = transform.get(e)
            log.info(t.position.x .. " " .. t.position.y .. " " .. t.position.z)
            log.info(math.round(t.rotation.y) .. " " .. t.scale.z)
            transform.setPosition(e, 0, 0, 5)
            log.info(transform.distance(e, entity) .. " " .. transform.getPosition(e).z)
            ecs.setComponent(e, "Gold", {amount = 5})
            log.info(ecs.getComponent(e, "Gold").amount .. " " .. #ecs.query("Gold", "Transform"))
            ecs.removeComponent(e, "Gold")
            ecs.destroyEntity(e)
            log.info(tostring(ecs.hasComponent(e, "Gold")) .. tostring(ecs.isAlive(e)))
            cvar.set("r_fov", "90")
            """);
    assertEquals(
        List.of("info 2 9 4", "info 1 2", "info 5 5", "info 5 1", "info falsefalse"), heard);
    assertEquals(Optional.of("90"), variables.getAsString("r_fov"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ecs.addComponent(99, 'A')                  | no entity 99 in 'ecs.addComponent'
          ecs.addComponent(entity, 'LuaScript', {})  | scripts do not give scripts in 'ecs.addComponent'
          ecs.query()                                | a query names at least one component in 'ecs.query'
          transform.x(99)                            | entity 99 has no Transform in 'transform.x'
          transform.setPosition(entity, 1)           | bad argument #3 (number expected) in 'transform.setPosition'
          console.log('loud', 'x')                   | no level loud in 'console.log'
          timer.after(-1, function() end)            | a timer needs 0 seconds or more in 'timer.after'
          timer.after(1)                             | bad argument #2 (function expected) in 'timer.after'
          events.on('e')                             | bad argument #2 (function expected) in 'events.on'
          log.info({})                               | bad argument #1 (string expected) in 'log.info'
          """)
  void wrongArgumentsAreErrorsWithTheirPlace(String call, String message) {
    assertEquals(
        List.of("info t.lua:1: " + message),
        run("log.info(select(2, pcall(function() return " + call + " end)))"));
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    String lua = "log.info(random.value() .. ' ' .. math.random(1000) .. ' ' .. random.int(1, 6))";
    assertEquals(run(lua), new GameLibrariesTest().run(lua));
  }

  /// By asking a script what it has.
  private SortedSet<String> functions() {
    SortedSet<String> names =
        new TreeSet<>(
            run(
                """
                for _, library in ipairs({"ecs", "transform", "ease", "random", "log", "console",
                    "cvar", "input", "assets", "timer", "task", "events"}) do
                  for name in pairs(_G[library]) do log.info(library .. "." .. name) end
                end
                for _, name in ipairs({"clamp", "lerp", "inverseLerp", "remap", "sign", "round",
                    "smoothstep", "approach", "deltaAngle", "random"}) do
                  if math[name] then log.info("math." .. name) end
                end
                """));
    SortedSet<String> plain = new TreeSet<>();
    names.forEach(name -> plain.add(name.substring("info ".length())));
    return plain;
  }

  @Test
  void everyFunctionIsInTheDocument() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/scripting-api.md"));
    SortedSet<String> documented = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `(\\w+\\.\\w+)\\(").matcher(document);
    while (row.find()) {
      documented.add(row.group(1));
    }
    assertEquals(documented, functions());
    assertTrue(documented.size() >= 60, () -> documented.size() + " functions");
  }

  @Test
  void everyFunctionHasATypeInTypeScript() throws IOException {
    String types = Files.readString(ROOT.resolve("game/typings/index.d.ts"));
    SortedSet<String> declared = new TreeSet<>();
    String library = "";
    for (String line : types.lines().toList()) {
      Matcher space = Pattern.compile("declare namespace (\\w+) .*").matcher(line);
      Matcher function = Pattern.compile(" +function (\\w+)\\(.*").matcher(line);
      if (space.matches()) {
        library = space.group(1);
      } else if (function.matches()) {
        declared.add(library + "." + function.group(1));
      }
    }
    assertEquals(declared, functions());
  }
}
