package io.scriptfarm.store;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.store.BlobTable.Access;
import io.scriptfarm.store.Frames.UnsoundException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class RedisArtifactStore implements ArtifactStore {
  private final BlobTable blobs;

  RedisArtifactStore(BlobTable blobs) {
    this.blobs = blobs;
  }

  @Override
  public Map<Digest, Blob> read(Set<Digest> digests) {
    Map<Digest, Blob> found = HashMap.newHashMap(digests.size());
    blobs.read(
        digests,
        Access.USE,
        Room.UNBOUNDED,
        frame ->
            open(frame.digest(), frame.zstd())
                .ifPresentOrElse(
                    blob -> found.put(frame.digest(), blob), () -> blobs.quarantine(frame)));
    return found;
  }

  private static Optional<Blob> open(Digest digest, byte[] frame) {
    try {
      Blob blob = Blob.of(Frames.unpack(frame, MAX_BLOB_BYTES));
      return blob.digest().equals(digest) ? Optional.of(blob) : Optional.empty();
    } catch (UnsoundException | PayloadTooLargeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Collection<Blob> written) {
    for (Blob blob : written) {
      if (blob.size() > MAX_BLOB_BYTES) {
        throw new PayloadTooLargeException(
            "the blob " + blob.digest(), blob.size(), MAX_BLOB_BYTES);
      }
    }
    BlobTable.Writer writer = blobs.writer();
    for (Blob blob : written) {
      writer.add(blob.digest(), Frames.pack(blob.bytes()));
    }
    writer.flush();
  }

  @Override
  public Set<Digest> missing(Set<Digest> digests) {
    Set<Digest> missing = new HashSet<>(digests);
    missing.removeAll(blobs.existing(digests, Access.USE));
    return missing;
  }
}
