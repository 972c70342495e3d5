package io.scriptfarm.store;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The schema: which kind of entry is stored under which key. What one script touches lies in one
/// slot of a cluster: of a key with braces, what stands in them says which slot. So `p:{b:X}` lies
/// beside `b:X`. Below, `<X>` is to be replaced.
///
/// | key | entry |
/// |---|---|
/// | `b:<sha256>` | a blob as a zstd frame |
/// | `o:<compile key>` | a sealed outcome, see {@link SealedOutcome} |
/// | `c:<compile key>` | the owner of a claim; expires with the lease |
/// | `a:<compile key>` | the set of attempts at it whose end nobody told; expires |
/// | `q:{b:<sha256>}` | a blob that did not match its digest, kept a while to be looked into |
/// | `g:{<workspace>}:number` | the highest number that was given to a generation |
/// | `g:{<workspace>}:releases` | a hash: number to the release, as `ReleaseCodec` has it |
/// | `g:{<workspace>}:pins` | a hash: number to the digests of its blobs, 64 digits each |
/// | `g:{<workspace>}:loose` | a hash: number that is not kept (yet) to when its pins go, in ms |
/// | `g:{<workspace>}:tags` | a hash: tag to number |
/// | `g:{<workspace>}:servers` | a hash: server to `number:expiry:reported`, in ms of the epoch |
/// | `s:workspaces` | the set of the workspaces' names |
/// | `p:{b:<sha256>}` | the set of the generations that hold the blob, which has no expiry then |
/// | `w:<worker>` | what a worker says of itself; expires when it stops saying so |
/// | `s:quarantine` | a hash: compile key to {@link io.scriptfarm.contract.Poison} as JSON |
/// | `s:{s:quarantine}:since` | a sorted set: compile keys by when they came there, in ms |
/// | `s:workers` | the set of the workers' names |
/// | `build:{<id>}:record` | a hash: what was asked for, who runs it, how many events there are |
/// | `build:{<id>}:events` | a stream of packed events, each entry under the number of its last |
/// | `s:builds` | the set of the builds without an end |
/// | `s:builds:number` | the number of the youngest build |
/// | `gateway:<id>` | what a gateway says of itself; expires when it stops saying so |
/// | `s:gateways` | the set of the gateways' names |
/// | `s:work` | a hash: gateway to `work:expiry`, in ms and ms of the epoch |
/// | `s:counters` | a hash of fleet-wide counters |
/// | `s:probe` | written to see whether Redis takes writes |
/// | `s:clean-up:*` | who cleans up, and where the walk has got to |
final class Keys {
  static final byte[] COUNTERS = ascii("s:counters");
  static final byte[] WORK_LEFT = ascii("s:work");
  static final byte[] WORKERS = ascii("s:workers");
  static final byte[] BUILDS = ascii("s:builds");
  static final byte[] BUILD_NUMBER = ascii("s:builds:number");
  static final byte[] GATEWAYS = ascii("s:gateways");
  static final byte[] POISON = ascii("s:quarantine");
  static final byte[] POISON_SINCE = ascii("s:{s:quarantine}:since");
  static final byte[] PROBE = ascii("s:probe");
  static final byte[] CLEAN_UP_LEASE = ascii("s:clean-up:lease");
  static final byte[] CLEAN_UP_CURSOR = ascii("s:clean-up:cursor");

  static final byte[] WORKSPACES = ascii("s:workspaces");

  private Keys() {}

  /// What an entry is.
  enum Kind {
    BLOB('b'),
    OUTCOME('o'),
    CLAIM('c'),
    ATTEMPTS('a');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private byte[] key(Digest digest) {
      return ascii(letter + ":" + digest.hex());
    }
  }

  /// A key of the schema that names a digest.
  record Named(Kind kind, Digest digest) {}

  static byte[] blob(Digest digest) {
    return Kind.BLOB.key(digest);
  }

  static byte[] outcome(CompileKey key) {
    return Kind.OUTCOME.key(key.digest());
  }

  static byte[] claim(CompileKey key) {
    return Kind.CLAIM.key(key.digest());
  }

  static byte[] attempts(CompileKey key) {
    return Kind.ATTEMPTS.key(key.digest());
  }

  /// Who holds the blob that is stored under `blob`.
  static byte[] pins(byte[] blob) {
    return ascii("p:{" + ascii(blob) + "}");
  }

  static byte[] quarantined(Digest digest) {
    return ascii("q:{b:" + digest.hex() + "}");
  }

  static byte[] worker(String id) {
    return ascii("w:" + id);
  }

  static byte[] gateway(String id) {
    return ascii("gateway:" + id);
  }

  /// @param what `record` or `events`, which lie in one slot of a cluster
  static byte[] build(String id, String what) {
    return ascii("build:{" + id + "}:" + what);
  }

  static byte[] generations(WorkspaceName workspace, String what) {
    return ascii("g:{" + workspace + "}:" + what);
  }

  /// What `key` names; empty for keys that are of no such kind, or not ours at all.
  static Optional<Named> parse(byte[] key) {
    String text = ascii(key);
    if (text.length() < 2 || text.charAt(1) != ':' || !Digest.isValid(text.substring(2))) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind.letter == text.charAt(0)) {
        return Optional.of(new Named(kind, new Digest(text.substring(2))));
      }
    }
    return Optional.empty();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
