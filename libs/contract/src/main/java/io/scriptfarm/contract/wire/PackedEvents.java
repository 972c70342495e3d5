package io.scriptfarm.contract.wire;

import io.scriptfarm.contract.BuildEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Some events of a build as deflated lines of JSON. Immutable.
public final class PackedEvents {
  private final byte[] deflated;

  private PackedEvents(byte[] deflated) {
    this.deflated = deflated;
  }

  public static PackedEvents of(List<BuildEvent> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      for (BuildEvent event : events) {
        out.write(Json.write(event).getBytes(StandardCharsets.UTF_8));
        out.write('\n'); // which JSON has in no other place
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written", e);
    } finally {
      deflater.end();
    }
    return new PackedEvents(bytes.toByteArray());
  }

  /// What {@link #toBytes} gave.
  public static PackedEvents ofBytes(byte[] bytes) {
    return new PackedEvents(bytes.clone());
  }

  public byte[] toBytes() {
    return deflated.clone();
  }

  /// In memory.
  public long size() {
    return deflated.length;
  }

  /// @throws MalformedException when these are no packed events
  public List<BuildEvent> unpack() {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      List<BuildEvent> events = new ArrayList<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> events.add(Json.read(line, BuildEvent.class)));
      return List.copyOf(events);
    } catch (IOException e) {
      throw new MalformedException("not packed events: " + e.getMessage(), e);
    }
  }
}
