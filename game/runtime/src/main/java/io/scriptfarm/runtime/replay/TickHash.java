package io.scriptfarm.runtime.replay;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.script.ScriptReport;
import io.scriptfarm.runtime.world.Components;
import io.scriptfarm.runtime.world.Transform;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What all scripts did and what the world is like, in few bytes: calls, instructions and errors of
/// each script, and the components of each entity.
final class TickHash {
  private static final int DIGITS = 16;

  private final RecordedGame game;
  private final List<String> components;

  /// @param components the names of those that count
  TickHash(RecordedGame game, List<String> components) {
    this.game = game;
    this.components = components;
  }

  /// As of now; 16 hexadecimal digits.
  String now() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (ScriptReport report : game.scripts().reports()) {
        out.writeLong(report.entity());
        out.writeLong(report.generation());
        out.writeLong(report.calls());
        out.writeLong(report.instructions());
        out.writeLong(report.failures());
      }
      for (String name : components) {
        Components all = game.world().components(name);
        out.writeUTF(name);
        for (long entity : all.entities()) {
          out.writeLong(entity);
          write(all.get(entity), out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return Digest.of(bytes.toByteArray()).hex().substring(0, DIGITS);
  }

  private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case Transform at -> {
        for (double field :
            new double[] {
              at.x,
              at.y,
              at.z,
              at.rotationX,
              at.rotationY,
              at.rotationZ,
              at.rotationW,
              at.scaleX,
              at.scaleY,
              at.scaleZ
            }) {
          out.writeDouble(field);
        }
      }
      case Number number -> out.writeDouble(number.doubleValue());
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
          out.writeUTF(entry.getKey());
          write(entry.getValue(), out);
        }
        out.writeByte(0);
      }
      case null -> out.writeByte(1);
      default -> out.write(value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
