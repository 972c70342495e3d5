package io.scriptfarm.drill;

import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A drill: who builds how much, and what goes wrong meanwhile.
///
/// @param about what goes wrong, for people
/// @param builds at least
/// @param scripts of each project
/// @param byCommandLine how many of the clients run `./farm build`
record Drill(
    String name,
    String about,
    int clients,
    int byCommandLine,
    int builds,
    int scripts,
    Trouble trouble) {

  /// What goes wrong while clients build.
  @FunctionalInterface
  interface Trouble {
    /// Blocks until all of it is over; what happened, in words.
    List<String> make(Scene scene, Load load, Dice dice) throws InterruptedException;
  }

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final Duration UNDER_WAY = Duration.ofSeconds(4);

  // The longest time between two faults of a storm.
  private static final Duration GAP = Duration.ofMillis(250);

  // The longest time without work between two of them.
  private static final Duration STANDSTILL = Duration.ofSeconds(20);

  private static final int TELL = 100; // after so many faults, how it goes

  /// How large a storm is.
  ///
  /// @param scripts in all, at least
  /// @param project scripts of each project
  /// @param kinds which faults there are
  record Size(int clients, int scripts, int project, int faults, Set<Fault> kinds) {
    Size {
      kinds = kinds.isEmpty() ? EnumSet.allOf(Fault.class) : EnumSet.copyOf(kinds);
    }
  }

  /// All drills, in the order of their run.
  static List<Drill> all(Size storm) {
    return List.of(
        large("redis-cuts", "every connection to Redis is cut once a second, 200 times", cuts(200)),
        large(
            "redis-away",
            "Redis is away for 30 s",
            (scene, load, _) -> {
              begin(load);
              scene.farm().redisWire().away(HALF_MINUTE);
              return List.of("redis away");
            }),
        large(
            "broker-away",
            "the broker is away for 30 s",
            (scene, load, _) -> {
              begin(load);
              scene.farm().kafkaWire().away(HALF_MINUTE);
              return List.of("broker away");
            }),
        large("each-killed", "each process is killed once, 10 s apart", Drill::killEach),
        storm(storm));
  }

  /// A small storm, of about a minute.
  static Drill quick() {
    return storm(new Size(8, 320, 20, 50, Set.of()));
  }

  static Drill storm(Size size) {
    return new Drill(
        "storm",
        size.faults() + " faults, one after the other",
        size.clients(),
        Math.max(1, size.clients() / 25),
        size.scripts() / size.project(),
        size.project(),
        (scene, load, dice) -> storm(scene, load, size, dice));
  }

  private static Drill large(String name, String about, Trouble trouble) {
    return new Drill(name, about, 1, 0, 1, 1_000, trouble);
  }

  private static void begin(Load load) throws InterruptedException {
    load.awaitSomebody();
    Pause.of(UNDER_WAY);
  }

  private static Trouble cuts(int count) {
    return (scene, load, _) -> {
      List<String> struck = new ArrayList<>();
      for (int i = 0; i < count && load.awaitSomebody(); i++) {
        scene.farm().redisWire().cut();
        struck.add(Fault.REDIS_CUT_OFF.words());
        Pause.of(SECOND);
      }
      return struck;
    };
  }

  private static List<String> killEach(Scene scene, Load load, Dice dice)
      throws InterruptedException {
    List<String> struck = new ArrayList<>();
    begin(load);
    for (String process : scene.farm().names()) {
      scene.farm().kill(process);
      struck.add(process + " killed");
      Pause.of(SECOND.multipliedBy(10));
    }
    return struck;
  }

  /// One fault after the other, a moment apart, and spread over the work: on a slow machine they
  /// would be over before anything is done. One whose victim was struck a short time ago waits for
  /// others to go first.
  private static List<String> storm(Scene scene, Load load, Size size, Dice dice)
      throws InterruptedException {
    List<String> struck = new ArrayList<>();
    Deque<Fault> next = new ArrayDeque<>(Fault.sequence(size.faults(), size.kinds(), dice));
    int refused = 0;
    while (!next.isEmpty() && load.awaitSomebody()) {
      Fault fault = next.removeFirst();
      try {
        fault.strike(scene);
        struck.add(fault.words());
        refused = 0;
        if (struck.size() % TELL == 0) {
          scene.tell("%d faults, %d builds have ended".formatted(struck.size(), load.done()));
        }
        scene.awaitWork((long) size.scripts() * struck.size() / size.faults(), STANDSTILL);
      } catch (Scene.NotNow e) {
        next.addLast(fault);
        refused++;
      }
      if (refused == 0 || refused > next.size()) {
        Pause.of(scene.aMoment(GAP));
      }
    }
    return struck;
  }
}
