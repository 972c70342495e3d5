package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
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
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.nio.ByteBuffer;

/// The binary form of messages, see docs/replication.md. Decoding takes no more memory than a small
/// multiple of what arrived, whatever that says: lengths and counts are held against limits and
/// against the bytes that are there before anything is taken for them. Every message has one form.
final class Codec {
  static final int MAX_CHUNK_BYTES = 64 * 1024;
  static final int MAX_CHUNKS = chunks(PackedScript.MAX_FRAME_BYTES);

  /// So many fit into a message however long their paths are.
  static final int MAX_ITEMS = 20;

  /// The longest message but for manifests: a chunk with what stands before it.
  static final int MAX_BYTES = MAX_CHUNK_BYTES + 45;

  // 100,000 scripts with one artifact each take 4.3 MB.
  static final int MAX_MANIFEST_FRAME = 16 * 1024 * 1024;
  static final int MAX_MANIFEST_BYTES = MAX_MANIFEST_FRAME + 256;

  static final int MANIFEST = 1;
  private static final int REQUEST = 2;
  private static final int CHUNK = 3;
  private static final int REFUSED = 4;
  private static final int VERIFY = 5;
  private static final int READY = 6;
  private static final int EXECUTE = 7;

  private static final int MAX_SIGNATURE_BYTES = 128;

  // The least that an item takes: its numbers and digests, and a path and a name of one byte.
  private static final int MIN_REQUEST = 4 + 3 + 2 + 4;
  private static final int MIN_VERIFIED = 3 + MessageReader.DIGEST_BYTES + 1;
  private static final int MIN_PATH = 3;

  private Codec() {}

  /// How many chunks a frame of so many bytes has.
  static int chunks(int frameBytes) {
    return (frameBytes + MAX_CHUNK_BYTES - 1) / MAX_CHUNK_BYTES;
  }

  static ByteBuffer encode(Message message) {
    return switch (message) {
      case ScriptManifest(String keyId, ByteBuffer signature, ByteBuffer payload) ->
          new MessageWriter(MANIFEST)
              .name(keyId)
              .u8(signature.remaining())
              .bytes(signature)
              .bytes(payload)
              .done();
      case ScriptRequest(long generation, var wanted) -> {
        MessageWriter out = new MessageWriter(REQUEST).u64(generation).count(wanted.size());
        for (ArtifactRequest one : wanted) {
          out.u32(one.stream()).path(one.path()).name(one.kind());
          switch (one.from()) {
            case Position.Start() -> out.u32(0);
            case Position.Within(int chunk, Digest tag) -> out.u32(chunk).digest(tag);
          }
        }
        yield out.done();
      }
      case ScriptChunk(int stream, int index, int total, Digest tag, ByteBuffer data) ->
          new MessageWriter(CHUNK).u32(stream).u32(index).u32(total).digest(tag).bytes(data).done();
      case ScriptRefused(int stream, Reason reason) ->
          new MessageWriter(REFUSED).u32(stream).u8(reason.ordinal()).done();
      case ScriptVerify(long generation, var results) -> {
        MessageWriter out = new MessageWriter(VERIFY).u64(generation).count(results.size());
        for (Verified one : results) {
          out.path(one.path()).digest(one.digest()).u8(one.state().ordinal());
        }
        yield out.done();
      }
      case GenerationReady(long generation) -> new MessageWriter(READY).u64(generation).done();
      case ExecuteScript(long generation, var paths) -> {
        MessageWriter out = new MessageWriter(EXECUTE).u64(generation).count(paths.size());
        for (ProjectPath path : paths) {
          out.path(path);
        }
        yield out.done();
      }
    };
  }

  /// @param bytes one message; what is decoded may share its memory
  /// @throws ProtocolException when it is none
  static Message decode(ByteBuffer bytes) throws ProtocolException {
    MessageReader in = new MessageReader(bytes);
    int type = in.u8("type");
    in.limit(type == MANIFEST ? MAX_MANIFEST_BYTES : MAX_BYTES);
    Message message =
        switch (type) {
          case MANIFEST ->
              new ScriptManifest(
                  in.name("key id"),
                  in.bytes("signature", in.u8("signature length"), MAX_SIGNATURE_BYTES),
                  in.rest("payload", MAX_MANIFEST_FRAME));
          case REQUEST ->
              new ScriptRequest(in.generation(), in.items("requests", MIN_REQUEST, Codec::request));
          case CHUNK -> chunk(in);
          case REFUSED ->
              new ScriptRefused(in.u32("stream"), in.constant("reason", Reason.values()));
          case VERIFY ->
              new ScriptVerify(in.generation(), in.items("results", MIN_VERIFIED, Codec::verified));
          case READY -> new GenerationReady(in.generation());
          case EXECUTE ->
              new ExecuteScript(in.generation(), in.items("paths", MIN_PATH, MessageReader::path));
          default ->
              throw new ProtocolException(
                  Violation.MALFORMED, "there is no message of type " + type);
        };
    in.end();
    return message;
  }

  private static ArtifactRequest request(MessageReader in) throws ProtocolException {
    int stream = in.u32("stream");
    ProjectPath path = in.path();
    String kind = in.name("kind");
    int first = in.number("first chunk", 0, MAX_CHUNKS - 1);
    Position from =
        first == 0 ? new Position.Start() : new Position.Within(first, in.digest("tag"));
    return new ArtifactRequest(stream, path, kind, from);
  }

  private static ScriptChunk chunk(MessageReader in) throws ProtocolException {
    int stream = in.u32("stream");
    int index = in.number("chunk", 0, MAX_CHUNKS - 1);
    int total = in.number("total of chunks", index + 1, MAX_CHUNKS);
    Digest tag = in.digest("tag");
    ByteBuffer data = in.rest("chunk", MAX_CHUNK_BYTES);
    boolean last = index == total - 1;
    if (!data.hasRemaining() || (!last && data.remaining() < MAX_CHUNK_BYTES)) {
      throw new ProtocolException(
          Violation.MALFORMED,
          "a chunk of %d bytes; only the last is short".formatted(data.remaining()));
    }
    return new ScriptChunk(stream, index, total, tag, data);
  }

  private static Verified verified(MessageReader in) throws ProtocolException {
    return new Verified(
        in.path(), in.digest("digest"), in.constant("state", ArtifactState.values()));
  }
}
