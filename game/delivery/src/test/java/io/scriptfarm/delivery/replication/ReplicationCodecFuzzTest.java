package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ArtifactRequest;
import io.scriptfarm.delivery.replication.Message.ArtifactState;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verified;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Random and half-right bytes: the decoder throws what it says or gives what encodes to the same
/// bytes, and takes little memory. `-Dfuzz.seed` repeats a run.
class ReplicationCodecFuzzTest {
  private static final int INPUTS = 250_000;

  // Digests are kept as text, and refusals as messages with a stack trace.
  private static final int TIMES_THE_INPUT = 16;
  private static final int ALWAYS_ALLOWED = 16 * 1024;

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void decodesOrThrowsWhatItSaysInLittleMemory() {
    System.out.println("seed " + seed);
    for (int i = 0; i < 20_000; i++) {
      tryToDecode(HostileServer.bytes(message())); // until the JVM has compiled it
    }
    int decoded = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = input();
      long before = Allocation.soFar();
      Message message = tryToDecode(input);
      long took = Allocation.soFar() - before;
      assertTrue(
          took <= ALWAYS_ALLOWED + (long) TIMES_THE_INPUT * input.length,
          () -> "%d bytes for %s, seed %d".formatted(took, Arrays.toString(input), seed));
      if (message != null) {
        decoded++;
        assertEquals(ByteBuffer.wrap(input), Codec.encode(message), "another form, seed " + seed);
      }
    }
    System.out.println(decoded + " of " + INPUTS + " inputs were messages");
    assertTrue(decoded > INPUTS / 20, "too few inputs come as far as to the end: " + decoded);
    assertTrue(decoded < INPUTS * 9 / 10, "too few inputs are wrong: " + decoded);
  }

  @Test
  void everyMessageComesBackAsItWas() throws Exception {
    System.out.println("seed " + seed);
    for (int i = 0; i < 20_000; i++) {
      Message message = message();
      assertEquals(message, Codec.decode(Codec.encode(message)), "seed " + seed);
    }
  }

  /// Null where it is none; anything but the declared exception ends the test.
  private static Message tryToDecode(byte[] input) {
    try {
      return Codec.decode(ByteBuffer.wrap(input));
    } catch (ProtocolException e) {
      return null;
    }
  }

  private byte[] input() {
    byte[] valid = HostileServer.bytes(message());
    return switch (random.nextInt(7)) {
      case 0 -> bytes(random.nextInt(200));
      case 1 -> typed(bytes(1 + random.nextInt(200)));
      case 2 -> Arrays.copyOf(valid, random.nextInt(valid.length + 1));
      case 3 -> Arrays.copyOf(valid, valid.length + 1 + random.nextInt(8));
      case 4 -> spliced(valid, HostileServer.bytes(message()));
      case 5 -> extreme(valid);
      default -> flipped(valid);
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] typed(byte[] bytes) {
    bytes[0] = (byte) (1 + random.nextInt(7));
    return bytes;
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] spliced(byte[] one, byte[] other) {
    int from = random.nextInt(other.length);
    byte[] both = Arrays.copyOf(one, random.nextInt(one.length) + other.length - from);
    System.arraycopy(other, from, both, both.length - (other.length - from), other.length - from);
    return both;
  }

  /// The largest or smallest values where numbers are.
  private byte[] extreme(byte[] bytes) {
    int at = random.nextInt(Math.min(bytes.length, 40));
    int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
    Arrays.fill(bytes, at, end, random.nextBoolean() ? (byte) 0xff : 0);
    return bytes;
  }

  private Message message() {
    return switch (random.nextInt(7)) {
      case 0 ->
          new ScriptManifest(
              "0123456789abcdef", ByteBuffer.wrap(bytes(64)), ByteBuffer.wrap(bytes(100)));
      case 1 -> new ScriptRequest(generation(), some(this::wanted));
      case 2 -> chunk();
      case 3 -> new ScriptRefused(random.nextInt(), one(Reason.values()));
      case 4 ->
          new ScriptVerify(
              generation(),
              some(() -> new Verified(path(), digest(), one(ArtifactState.values()))));
      case 5 -> new GenerationReady(generation());
      default -> new ExecuteScript(generation(), some(this::path));
    };
  }

  private Message chunk() {
    int total = 1 + random.nextInt(Codec.MAX_CHUNKS);
    // Full chunks are rare, so that most of the time goes to what has a structure.
    boolean last = random.nextInt(100) > 0 || total == 1;
    int index = last ? total - 1 : random.nextInt(total - 1);
    int length = last ? 1 + random.nextInt(300) : Codec.MAX_CHUNK_BYTES;
    return new ScriptChunk(
        random.nextInt(), index, total, digest(), ByteBuffer.wrap(bytes(length)));
  }

  private ArtifactRequest wanted() {
    Position from =
        random.nextBoolean()
            ? new Position.Start()
            : new Position.Within(1 + random.nextInt(Codec.MAX_CHUNKS - 1), digest());
    return new ArtifactRequest(
        random.nextInt(), path(), random.nextBoolean() ? "lua" : "lua54", from);
  }

  private long generation() {
    return 1 + random.nextInt(Integer.MAX_VALUE) * (random.nextBoolean() ? 1L : 1L << 32);
  }

  private ProjectPath path() {
    String[] names = {"ReplicatedFirst", "ui", "Würfel", "骰子", "🎲", "a b", "..x", "x.lua"};
    return new ProjectPath(String.join("/", some(() -> names[random.nextInt(names.length)])));
  }

  private Digest digest() {
    return Digest.of(bytes(8));
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> some(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int i = random.nextInt(random.nextInt(20) == 0 ? Codec.MAX_ITEMS : 4); i >= 0; i--) {
      items.add(item.get());
    }
    return items;
  }
}
