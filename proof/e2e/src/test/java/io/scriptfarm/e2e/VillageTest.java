package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.runtime.world.Transform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What each script does, in a world of its own.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R30 R32 the scripts of examples/village, built by a farm")
class VillageTest {
  private final FarmProcess farm;
  private final Village village;

  VillageTest(FarmProcess farm) {
    this.farm = farm;
    this.village = new Village(farm);
  }

  @AfterEach
  void end() {
    village.close();
  }

  @Test
  void doorOpensAndShutsByItself() {
    long door = village.spawn("door", "{\"height\": 2, \"seconds\": 3}");
    long other = village.spawn("door", "{}");
    village.run(0.1);
    village.emit("use", Map.of("target", (double) door));
    village.run(1.1);
    assertEquals(2, village.at(door).y);
    assertEquals(0, village.at(other).y);
    assertEquals(
        List.of(
            "use {target=%d.0}".formatted(door), "door {entity=%d.0, open=true}".formatted(door)),
        village.heard());
    village.run(3.1);
    assertEquals(0, village.at(door).y);
  }

  @Test
  void trampolineThrowsUpWhatPhysicsLetsFall() {
    long ball = village.spawn("physics", "{}", 0, 1, 0);
    village.spawn("trampoline", "{}");
    long stone = village.spawn("physics", "{}", 5, 1, 0);
    double highest = 0;
    village.run(0.5);
    assertEquals(0, village.at(stone).y);
    for (int i = 0; i < 100; i++) {
      village.run(1.0 / 60);
      highest = Math.max(highest, village.at(ball).y);
    }
    assertEquals(6 * 6 / (2 * 9.8), highest, 0.1);
    assertEquals(0, village.at(stone).y, "nothing is below it");
  }

  @Test
  void physicsStepsAreThoseOfTheTimeAndNotOfTheTicks() {
    long smooth = village.spawn("physics", "{}", 0, 5, 0);
    village.run(0.5);
    double fallen = 5 - village.at(smooth).y;
    assertEquals(9.8 * 0.25 / 2, fallen, 0.1);
    Village jerky = new Village(farm);
    long body = jerky.spawn("physics", "{}", 0, 5, 0);
    for (int i = 0; i < 5; i++) {
      jerky.scripts.update(0.1);
    }
    assertEquals(fallen, 5 - jerky.at(body).y, 0.1);
    jerky.close();
  }

  @Test
  void patrolWalksFromPointToPoint() {
    long guard =
        village.spawn(
            "patrol", "{\"speed\": 2, \"points\": [{\"x\": 4, \"z\": 0}, {\"x\": 4, \"z\": 3}]}");
    village.run(1);
    assertEquals(2, village.at(guard).x, 0.05);
    assertEquals(Math.sin(Math.PI / 4), village.at(guard).rotationY, 1e-9, "it looks along x");
    village.run(2.5);
    assertEquals(4, village.at(guard).x, 1e-9);
    assertEquals(3, village.at(guard).z, 0.1);
    assertTrue(village.heard().getFirst().startsWith("arrived {entity=" + guard));
  }

  @Test
  void dayAndNightFollowEachOther() {
    long sky = village.spawn("daynight", "{\"day\": 8}");
    village.run(2);
    Map<?, ?> noon = (Map<?, ?>) village.component(sky, "Sky");
    assertEquals(1.0, (double) noon.get("light"), 0.01);
    village.run(3);
    Map<?, ?> night = (Map<?, ?>) village.component(sky, "Sky");
    assertEquals(0.0, (double) night.get("light"), 1e-9);
    village.run(4);
    assertEquals(List.of("dusk {}", "dawn {}"), village.heard());
  }

  @Test
  void leaderboardAddsAndSorts() {
    long board = village.spawn("leaderboard", "{\"shown\": 2}");
    village.run(0.1);
    village.emit("scored", Map.of("player", "ann", "points", 3.0));
    village.emit("scored", Map.of("player", "bob", "points", 5.0));
    village.emit("scored", Map.of("player", "cleo", "points", 1.0));
    village.emit("scored", Map.of("player", "ann", "points", 4.0));
    village.run(0.1);
    assertEquals(
        Map.of("places", Map.of(1.0, "1. ann 7", 2.0, "2. bob 5")),
        village.component(board, "Leaderboard"));
  }

  @Test
  void hudShowsLinesAndTheLastMessages() {
    long hud = village.spawn("hud", "{\"messages\": 2}");
    village.run(0.1);
    village.emit("countdown", Map.of("left", 65.0));
    village.emit("quest", Map.of("text", "one"));
    village.emit("quest", Map.of("text", "two"));
    village.emit("dusk", Map.of());
    village.run(0.1);
    assertEquals(
        Map.of("lines", Map.of("time", "1:05"), "last", Map.of(1.0, "two", 2.0, "It gets dark.")),
        village.component(hud, "Hud"));
  }

  @Test
  void inventoryTakesNoMoreThanItMay() {
    long hero = village.spawn("inventory", "{\"most\": 3}");
    village.run(0.1);
    Map<String, Object> apples = Map.of("by", (double) hero, "thing", "apple", "count", 2.0);
    village.emit("pick up", apples);
    village.emit("pick up", apples);
    village.emit("pick up", Map.of("by", 99.0, "thing", "apple"));
    village.emit("drop", Map.of("by", (double) hero, "thing", "apple"));
    village.run(0.1);
    assertEquals(
        Map.of("things", Map.of("apple", 1.0), "carried", 1.0),
        village.component(hero, "Inventory"));
    assertTrue(village.heard().contains("too much {by=%d.0, thing=apple}".formatted(hero)));
  }

  @Test
  void questGoesOnWithTheInventoryAndScores() {
    long hero = village.spawn("inventory", "{}");
    village.spawn(
        "quest",
        "{\"player\": \"ann\", \"steps\": [{\"thing\": \"apple\", \"count\": 2, \"points\": 10}]}");
    village.run(0.1);
    village.emit("pick up", Map.of("by", (double) hero, "thing", "apple", "count", 2.0));
    village.run(0.1);
    List<String> heard = village.heard();
    assertEquals("quest {text=Find 2 of apple.}", heard.getFirst());
    assertTrue(heard.contains("scored {player=ann, points=10.0}"));
    assertEquals("quest {text=The quest is done.}", heard.getLast());
  }

  @Test
  void countdownCanBeHeldAndEnds() {
    village.spawn("countdown", "{\"seconds\": 2}");
    village.run(1.1);
    village.emit("hold", Map.of());
    village.run(5);
    village.emit("go on", Map.of());
    village.run(3);
    assertEquals(
        List.of(
            "countdown {left=1.0}", "hold {}", "go on {}", "countdown {left=0.0}", "time is up {}"),
        village.heard());
  }

  @Test
  void theBusTellsTheLastValueToWhoComesLate() {
    village.spawn("bus", "{}");
    village.spawn("weather", "{\"rain\": 1}");
    village.run(0.1);
    long lantern = village.spawn("lantern", "{}");
    village.run(0.1);
    assertEquals(Map.of("on", true), village.component(lantern, "Light"));
  }

  @Test
  void cutSceneIsOneTaskFromBeginToEnd() {
    long camera = village.spawn("cutscene", "{}", 0, 1, 5);
    village.run(0.1);
    village.emit("play", Map.of());
    village.run(3);
    assertEquals(
        List.of("play {}", "quest {text=Somebody knocks.}", "quest {text=Who is there?}"),
        village.heard());
    village.emit("door", Map.of("open", true));
    village.run(1);
    Transform half = village.at(camera);
    assertTrue(half.z < 4 && half.z > -4, () -> "it is at " + half.z);
    village.run(1.5);
    assertEquals(-5, village.at(camera).z);
    assertEquals("quest {text=The end.}", village.heard().getLast());
  }

  @Test
  void theTemplateRuns() {
    long stone = village.spawn("template", "{\"greeting\": \"good day\"}");
    village.run(0.1);
    village.emit("ping", Map.of("from", 5.0));
    village.run(0.1);
    assertEquals(List.of("info: good day from %d, start 1".formatted(stone)), village.logged);
    assertEquals(List.of("ping {from=5.0}", "pong {to=5.0}"), village.heard());
    assertEquals(Math.sin(0.1), village.at(stone).rotationY, 0.01);
  }

  @Test
  void wrongArgumentsAreErrorsOfTheBuild() throws IOException {
    Path copy = Village.copy();
    Files.writeString(
        copy.resolve("src/wrong.ts"),
        "transform.setPosition(\"door\", 1, 2);\nlog.info(timer.now());\nexport {};\n");
    CommandBuild build = farm.build(copy);
    assertTrue(build.exit() != 0);
    assertEquals(2, build.diagnostics().size(), build.diagnostics()::toString);
  }
}
