package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Takes values from a message, big-endian, each checked before memory is taken for it.
final class MessageReader {
  static final int DIGEST_BYTES = 32;
  static final int MAX_PATH_BYTES = 3 * 1024; // as a path has at most 1,024 characters
  static final int MAX_NAME_BYTES = 32;

  private final ByteBuffer in;

  MessageReader(ByteBuffer bytes) {
    this.in = bytes.asReadOnlyBuffer();
  }

  /// Takes one value.
  @FunctionalInterface
  interface Item<T> {
    T read(MessageReader in) throws ProtocolException;
  }

  /// Says how long the message may be, its type included.
  void limit(int max) throws ProtocolException {
    if (in.limit() > max) {
      throw new ProtocolException(
          Violation.TOO_LARGE,
          "a message of %d bytes; this one may have %d".formatted(in.limit(), max));
    }
  }

  int u8(String what) throws ProtocolException {
    need(what, 1);
    return in.get() & 0xff;
  }

  /// Any 32 bits.
  int u32(String what) throws ProtocolException {
    need(what, 4);
    return in.getInt();
  }

  int number(String what, int least, int most) throws ProtocolException {
    int value = u32(what);
    if (value < least || value > most) {
      throw new ProtocolException(
          Violation.MALFORMED,
          "%s %s is not in %d to %d".formatted(what, Integer.toUnsignedString(value), least, most));
    }
    return value;
  }

  long generation() throws ProtocolException {
    need("generation", 8);
    long value = in.getLong();
    if (value < 1) {
      throw new ProtocolException(Violation.MALFORMED, "generations count from 1");
    }
    return value;
  }

  <E extends Enum<E>> E constant(String what, E[] values) throws ProtocolException {
    int value = u8(what);
    if (value >= values.length) {
      throw new ProtocolException(Violation.MALFORMED, "there is no " + what + " " + value);
    }
    return values[value];
  }

  Digest digest(String what) throws ProtocolException {
    need(what, DIGEST_BYTES);
    byte[] bytes = new byte[DIGEST_BYTES];
    in.get(bytes);
    return new Digest(HexFormat.of().formatHex(bytes));
  }

  ProjectPath path() throws ProtocolException {
    need("path", 2);
    int length = in.getShort() & 0xffff;
    ByteBuffer bytes = bytes("path", length, MAX_PATH_BYTES);
    try {
      return new ProjectPath(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw new ProtocolException(Violation.BAD_TEXT, "a path is not UTF-8");
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(Violation.BAD_TEXT, String.valueOf(e.getMessage()));
    }
  }

  /// 1 to 32 lower-case letters and digits.
  String name(String what) throws ProtocolException {
    ByteBuffer bytes = bytes(what, u8(what), MAX_NAME_BYTES);
    String name = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    if (name.isEmpty() || !name.chars().allMatch(MessageReader::isNameCharacter)) {
      throw new ProtocolException(
          Violation.BAD_TEXT, "a " + what + " has 1 to 32 lower-case letters and digits");
    }
    return name;
  }

  static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /// @param least how many bytes an item has at least
  <T> List<T> items(String what, int least, Item<T> item) throws ProtocolException {
    int count = u8(what);
    if (count < 1 || count > Codec.MAX_ITEMS || count * least > in.remaining()) {
      throw new ProtocolException(
          Violation.MALFORMED,
          "%d %s in %d bytes; a message has 1 to %d"
              .formatted(count, what, in.remaining(), Codec.MAX_ITEMS));
    }
    List<T> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(item.read(this));
    }
    return items;
  }

  /// A view of the next bytes.
  ByteBuffer bytes(String what, int length, int max) throws ProtocolException {
    if (length > max) {
      throw new ProtocolException(
          Violation.TOO_LARGE, "a %s of %d bytes; it may have %d".formatted(what, length, max));
    }
    need(what, length);
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    return bytes;
  }

  /// A view of all that is left.
  ByteBuffer rest(String what, int max) throws ProtocolException {
    return bytes(what, in.remaining(), max);
  }

  void end() throws ProtocolException {
    if (in.hasRemaining()) {
      throw new ProtocolException(
          Violation.MALFORMED, in.remaining() + " bytes after the end of the message");
    }
  }

  private void need(String what, int length) throws ProtocolException {
    if (in.remaining() < length) {
      throw new ProtocolException(
          Violation.MALFORMED, "the message ends in the middle of its " + what);
    }
  }
}
