package io.scriptfarm.store;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.store.Frames.UnsoundException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// The stored form of an outcome: a SHA-256 over its key and its JSON, and the JSON as a zstd
/// frame. Unlike a blob's, an outcome's key says nothing about its content, so the seal does: an
/// entry that was damaged, or lies under another key than it was recorded for, does not open.
final class SealedOutcome {
  private static final int SEAL_BYTES = 32;

  private SealedOutcome() {}

  static byte[] seal(CompileKey key, Settled outcome) {
    byte[] json = Json.write(outcome).getBytes(StandardCharsets.UTF_8);
    if (json.length > OutcomeIndex.MAX_OUTCOME_BYTES) {
      throw new PayloadTooLargeException(
          "the outcome " + key, json.length, OutcomeIndex.MAX_OUTCOME_BYTES);
    }
    byte[] frame = Frames.pack(json);
    return ByteBuffer.allocate(SEAL_BYTES + frame.length).put(sealOf(key, json)).put(frame).array();
  }

  /// The outcome; empty when `value` is not one that was sealed for `key`.
  static Optional<Settled> open(CompileKey key, byte[] value) {
    if (value.length <= SEAL_BYTES) {
      return Optional.empty();
    }
    try {
      byte[] json =
          Frames.unpack(
              Arrays.copyOfRange(value, SEAL_BYTES, value.length), OutcomeIndex.MAX_OUTCOME_BYTES);
      return Arrays.equals(sealOf(key, json), 0, SEAL_BYTES, value, 0, SEAL_BYTES)
          ? Optional.of(Json.read(json, Settled.class))
          : Optional.empty();
    } catch (UnsoundException | PayloadTooLargeException | MalformedException e) {
      return Optional.empty();
    }
  }

  private static byte[] sealOf(CompileKey key, byte[] json) {
    MessageDigest state = Digest.sha256();
    state.update(key.digest().bytes());
    return state.digest(json);
  }
}
