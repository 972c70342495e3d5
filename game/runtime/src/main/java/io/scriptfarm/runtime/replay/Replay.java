package io.scriptfarm.runtime.replay;

import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/// Runs a recording again, in a game that is as the recorded one was at its beginning. Ticks are
/// read one at a time.
public final class Replay {
  private final BufferedReader lines;
  private final Recorded.Head head;
  private long ticks;

  /// @param recording what a {@link Recorder} wrote; the caller closes it
  /// @throws MalformedException when it is no recording
  public Replay(Reader recording) throws IOException {
    this.lines = new BufferedReader(recording);
    String first = lines.readLine();
    if (first == null) {
      throw new MalformedException("an empty recording");
    }
    this.head = Json.read(first, Recorded.Head.class);
  }

  /// What all chance of the game must begin with.
  public long seed() {
    return head.seed();
  }

  /// The Lua that it was recorded with.
  public String engine() {
    return head.engine();
  }

  /// How many ticks were run.
  public long ticks() {
    return ticks;
  }

  /// The first tick that came out in another way.
  ///
  /// @param tick counts from 1
  /// @param recorded the instructions that scripts took then
  /// @param replayed the instructions that they took now
  /// @param hash of what the recorded tick left
  /// @param hashNow of what it left now
  public record Difference(long tick, long recorded, long replayed, String hash, String hashNow) {}

  /// Runs all ticks, or those up to the first one that differs.
  ///
  /// @throws MalformedException when a line is no tick
  public Optional<Difference> run(RecordedGame game) throws IOException {
    TickHash hash = new TickHash(game, head.components());
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Recorded.Tick tick = Json.read(line, Recorded.Tick.class);
      tick.inputs().forEach(input -> game.take(input.kind(), input.data()));
      game.scripts().update(tick.seconds());
      ticks++;
      long instructions = game.scripts().stats().instructionsOfTick();
      String now = hash.now();
      if (instructions != tick.instructions() || !now.equals(tick.hash())) {
        return Optional.of(
            new Difference(ticks, tick.instructions(), instructions, tick.hash(), now));
      }
    }
    return Optional.empty();
  }
}
