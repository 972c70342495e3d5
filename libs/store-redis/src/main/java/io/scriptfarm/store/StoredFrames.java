package io.scriptfarm.store;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.BlobPack.Frame;
import io.scriptfarm.contract.wire.BlobPack.FrameConsumer;
import io.scriptfarm.contract.wire.Pieces;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.store.BlobTable.Access;
import io.scriptfarm.store.Frames.UnsoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Blobs as the zstd frames (RFC 8878) that are stored, for passing them on without packing them
/// again. Every frame is verified against its digest, on the way in and on the way out. Safe for
/// concurrent use; throws {@link StoreUnavailableException}.
public final class StoredFrames {
  /// The longest frame in bytes.
  public static final int MAX_FRAME_BYTES = Frames.MAX_BYTES;

  private final BlobTable blobs;

  StoredFrames(BlobTable blobs) {
    this.blobs = blobs;
  }

  /// @param room is taken for the frame before it comes; the caller gives it back
  public Optional<byte[]> readFrame(Digest digest, Room room) {
    AtomicReference<byte[]> found = new AtomicReference<>();
    readSound(
        List.of(digest),
        Access.USE,
        room,
        frame -> {
          room.take(frame.zstd().length); // before the room that it came in is given back
          found.set(frame.zstd());
        });
    return Optional.ofNullable(found.get());
  }

  /// Gives those of `digests` that exist to `consumer`, in no particular order, in the memory of a
  /// few megabytes (or one frame, if that is larger) however many there are.
  ///
  /// @param room is taken while frames come and `consumer` has them
  /// @throws IOException when `consumer` does
  public void readFrames(Collection<Digest> digests, Room room, FrameConsumer consumer)
      throws IOException {
    readSound(digests, Access.USE, room, consumer::accept);
  }

  /// @throws BlobRefusedException when `zstd` is not a frame of the blob
  /// @throws PayloadTooLargeException when its content exceeds {@link
  ///     ArtifactStore#MAX_BLOB_BYTES}
  public void writeFrame(Digest digest, byte[] zstd) {
    try (Writer writer = writer()) {
      writer.add(new Frame(digest, zstd));
    }
  }

  /// Packs `content`, which is gone then, and stores it, if it is the blob of `digest`.
  ///
  /// @throws BlobRefusedException when it is not
  /// @throws PayloadTooLargeException when it exceeds {@link ArtifactStore#MAX_BLOB_BYTES}
  public void writeContent(Digest digest, Pieces content) {
    if (content.size() > ArtifactStore.MAX_BLOB_BYTES) {
      throw new PayloadTooLargeException(
          "the blob " + digest, content.size(), ArtifactStore.MAX_BLOB_BYTES);
    }
    Digest actual = content.digest();
    if (!actual.equals(digest)) {
      throw new BlobRefusedException(digest, "has the digest " + actual);
    }
    BlobTable.Writer table = blobs.writer();
    table.add(digest, Frames.pack(content));
    table.flush();
  }

  /// The size in bytes of the content of a frame that was read here.
  public static int contentSize(byte[] zstd) {
    try {
      return Frames.contentSize(zstd, ArtifactStore.MAX_BLOB_BYTES);
    } catch (UnsoundException e) {
      throw new IllegalArgumentException("not a frame that was read from the store", e);
    }
  }

  /// A writer for any number of frames in the memory of a batch.
  public Writer writer() {
    return new Writer(blobs.writer());
  }

  /// Verifies frames one by one and stores them in batches, packed where their sender could not
  /// pack; not safe for concurrent use. Closing it stores what is left, also after a frame was
  /// refused: the others are what they say.
  public static final class Writer implements AutoCloseable {
    private final BlobTable.Writer table;

    private Writer(BlobTable.Writer table) {
      this.table = table;
    }

    /// @throws BlobRefusedException when it is not a frame of the blob
    /// @throws PayloadTooLargeException when its content exceeds the cap
    public void add(Frame frame) {
      byte[] kept;
      try {
        Frames.verify(frame.digest(), frame.zstd());
        kept = Frames.smallest(frame.zstd());
      } catch (UnsoundException e) {
        throw new BlobRefusedException(frame.digest(), e.getMessage());
      }
      table.add(frame.digest(), kept);
    }

    /// How many bytes of frames it holds that are not stored yet.
    public long waiting() {
      return table.waiting();
    }

    @Override
    public void close() {
      table.flush();
    }
  }

  /// Reads frames and passes on those that are sound; quarantines the others, gives their number.
  <E extends Exception> Tally readSound(
      Collection<Digest> digests, Access access, Room room, BlobTable.Sink<E> sink) throws E {
    Tally tally = new Tally();
    blobs.read(
        digests,
        access,
        room,
        frame -> {
          tally.read++;
          tally.bytes += frame.zstd().length;
          try {
            Frames.verify(frame.digest(), frame.zstd());
          } catch (UnsoundException | PayloadTooLargeException e) {
            if (blobs.quarantine(frame)) {
              tally.quarantined++;
            }
            return;
          }
          sink.accept(frame);
        });
    return tally;
  }

  /// What a walk over frames came across.
  static final class Tally {
    long read;
    long bytes;
    long quarantined;
  }
}
