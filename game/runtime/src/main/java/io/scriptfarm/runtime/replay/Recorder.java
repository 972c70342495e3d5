package io.scriptfarm.runtime.replay;

import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes down what a game takes, tick by tick. Belongs to the game's main thread.
public final class Recorder {
  private final RecordedGame game;
  private final Appendable out;
  private final TickHash hash;
  private final List<Recorded.Input> inputs = new ArrayList<>();

  /// @param engine the name of the game's Lua
  /// @param seed of all chance in it
  /// @param components the names of those that count for a tick's hash
  /// @param out is given lines of JSON; a line has no more than a tick
  public Recorder(
      RecordedGame game, String engine, long seed, List<String> components, Appendable out)
      throws IOException {
    this.game = game;
    this.out = out;
    this.hash = new TickHash(game, components);
    write(new Recorded.Head(engine, seed, components));
  }

  /// Has the game take an input.
  ///
  /// @param data of JSON; the game gets it as it will come out of the recording
  public void input(String kind, Map<String, Object> data) {
    Recorded.Input input =
        Json.read(Json.write(new Recorded.Input(kind, data)), Recorded.Input.class);
    inputs.add(input);
    game.take(input.kind(), input.data());
  }

  /// Runs a tick.
  ///
  /// @throws IOException when it cannot be written; the tick was run
  public void update(double seconds) throws IOException {
    List<Recorded.Input> taken = List.copyOf(inputs);
    inputs.clear();
    game.scripts().update(seconds);
    long instructions = game.scripts().stats().instructionsOfTick();
    write(new Recorded.Tick(taken, seconds, instructions, hash.now()));
  }

  private void write(Object line) throws IOException {
    out.append(Json.write(line)).append('\n');
  }
}
