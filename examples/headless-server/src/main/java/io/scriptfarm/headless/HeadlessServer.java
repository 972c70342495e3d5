package io.scriptfarm.headless;

import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptEvent;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.source.FarmScripts;
import io.scriptfarm.runtime.source.LiveScripts;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A game server without players: `HeadlessServer CACHE WORKSPACE KEYS SCENE DISK`. It follows a
/// workspace of a farm, runs its scripts 60 times a second, and prints a line a second and one for
/// each thing that happens to a script. It ends when its input does.
///
/// Belongs to one thread, except for the listener that it gives.
public final class HeadlessServer implements AutoCloseable {
  private static final double TICK = 1.0 / 60; // seconds
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final long DISK_BYTES = 1L << 28;
  private static final long SEED = 42;

  private final EntityWorld world = new EntityWorld();
  private final FarmScripts farm = FarmScripts.ofText();
  private final LuaScriptSystem scripts;
  private final LiveScripts live;
  private final Map<String, Long> entities;
  private final Map<String, String> places = new HashMap<>(); // as the last line had them
  private final Consumer<String> out;

  /// @param out is given lines
  public HeadlessServer(Scene scene, Consumer<String> out) {
    this.out = out;
    this.scripts =
        new LuaScriptSystem(
            new LuaJEngine(EngineLimits.STANDARD, farm, System::nanoTime),
            world,
            ScriptLimits.STANDARD,
            this::tell,
            GameLibraries.of(
                world, new CVarRegistry(), (level, text) -> out.accept(level + ": " + text), SEED));
    this.live = new LiveScripts(scripts, farm);
    this.entities = scene.build(world);
    entities.forEach((name, entity) -> places.put(name, place(entity)));
  }

  /// Follows a workspace until the program's input ends.
  public static void main(String[] args) throws IOException, InterruptedException {
    WorkspaceName workspace = new WorkspaceName(args[1]);
    TrustedKeys keys = TrustedKeys.ofBase64(List.of(args[2].split(",")));
    Scene scene = Scene.read(Files.readString(Path.of(args[3])));
    try (HeadlessServer server = new HeadlessServer(scene, System.out::println);
        ScriptSource source =
            new ScriptSource(
                CacheAddress.of(URI.create(args[0])),
                server.farm().wanted(workspace, keys),
                new DiskCache(Path.of(args[4]), DISK_BYTES));
        ScriptSubscription _ =
            ScriptSubscription.start(
                source, ScriptSubscription.Following.as("headless"), server.farm())) {
      if (!server.farm().awaitFirst(FIRST)) {
        throw new IllegalStateException("no generation of " + workspace + " in time");
      }
      server.run();
    }
  }

  private void run() {
    Thread input = Thread.ofVirtual().start(HeadlessServer::readInput);
    long next = System.nanoTime();
    for (long tick = 0; input.isAlive(); tick++) {
      if (tick % 60 == 0) {
        out.accept(line());
      }
      tick();
      next += (long) (TICK * 1e9);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private static void readInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the server's subscription tells.
  public FarmScripts farm() {
    return farm;
  }

  /// One tick, with the youngest scripts.
  public void tick() {
    live.take();
    scripts.update(TICK);
  }

  /// What the world is like: where everything is that moved since the last line.
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append("%.0f s, generation %d,".formatted(scripts.time(), live.take()));
    entities.forEach(
        (name, entity) -> {
          String now = place(entity);
          if (!now.equals(places.put(name, now))) {
            line.append(' ').append(name).append(' ').append(now);
          }
        });
    return line.toString();
  }

  private String place(long entity) {
    return world.components(Transform.NAME).get(entity) instanceof Transform at
        ? String.format(Locale.ROOT, "(%.1f %.1f %.1f)", at.x, at.y, at.z)
        : "gone";
  }

  private void tell(ScriptEvent event) {
    out.accept(
        switch (event) {
          case ScriptEvent.Failed failed -> "error: " + failed.error().typescript();
          case ScriptEvent.Reloaded reloaded ->
              "reloaded %s: generation %d, before %d"
                  .formatted(reloaded.script(), reloaded.to(), reloaded.from());
          case ScriptEvent.Refused refused ->
              "refused %s of generation %d: %s"
                  .formatted(refused.script(), refused.generation(), refused.why());
          case ScriptEvent.RolledBack back ->
              "back to %s of generation %d: %s".formatted(back.script(), back.to(), back.why());
          default -> event.toString();
        });
  }

  /// Ends the scripts.
  @Override
  public void close() {
    scripts.close();
  }
}
