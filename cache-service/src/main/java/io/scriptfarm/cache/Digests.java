package io.scriptfarm.cache;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.Pieces;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.contract.wire.StrictJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Reads digests from requests, which may hold anything.
@Singleton
public class Digests {
  // 64 digits, quotes, a comma and some white space
  private static final int BYTES_PER_DIGEST = 80;

  // A digest in a set and in an answer takes about 300 bytes of memory.
  private static final int READ_PER_BYTE = 4;

  private final int max;

  @Inject
  Digests(CacheConfig config) {
    this.max = config.cache().maxDigests();
  }

  /// A list of digests as JSON.
  record Request(List<Digest> digests) {
    Request {
      digests = List.copyOf(digests);
    }
  }

  /// The digests of a {@link Request}, each once, in order.
  ///
  /// @param room for the digests, too
  /// @throws MalformedException when it is not one
  /// @throws PayloadTooLargeException when there are more than the service takes
  public SequencedSet<Digest> read(InputStream body, Room room) throws IOException {
    int cap = Math.multiplyExact(max + 1, BYTES_PER_DIGEST);
    byte[] json = Pieces.read(body, cap + 1, room).join();
    if (json.length > cap) {
      throw new PayloadTooLargeException("the list of digests", json.length, cap);
    }
    room.take((long) json.length * READ_PER_BYTE);
    List<Digest> digests = StrictJson.read(json, Request.class, "list of digests").digests();
    if (digests.size() > max) {
      throw new PayloadTooLargeException(
          "the list of %,d digests (of which a request may have %,d)"
              .formatted(digests.size(), max),
          json.length,
          (long) max * BYTES_PER_DIGEST);
    }
    return new LinkedHashSet<>(digests);
  }

  /// @throws MalformedException when it is not a digest
  static Digest parse(String text) {
    if (!Digest.isValid(text)) {
      throw new MalformedException(
          "the path names no blob: a blob's name is its SHA-256 as 64 lower-case hex digits");
    }
    return new Digest(text);
  }
}
