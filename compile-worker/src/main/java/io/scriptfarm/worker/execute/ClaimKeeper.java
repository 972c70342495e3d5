package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps the claims on what this worker has in hand, so that nobody has it done a second time while
/// it is done, whatever became of the gateway that published it. A store that does not answer costs
/// claims, never a job: they are hints. Thread-safe.
public final class ClaimKeeper {
  private static final System.Logger LOG = System.getLogger(ClaimKeeper.class.getName());

  private final Claims claims;
  private final Set<Held> inHand = ConcurrentHashMap.newKeySet();

  public ClaimKeeper(Claims claims) {
    this.claims = claims;
  }

  /// Keeps the claims on the keys of `job` from now on, until they are done.
  Held hold(Job job) {
    Held held = new Held(job);
    inHand.add(held);
    return held;
  }

  /// Those keys of `job` that its build still waits for; all of them while the store does not tell.
  Set<CompileKey> wanted(Job job) {
    try {
      return claims.held(job.keys(), job.build());
    } catch (StoreUnavailableException e) {
      return job.keys();
    }
  }

  /// Renews the claims on everything in hand. To be called several times in a {@link Claims#LEASE}.
  public void renew() {
    inHand.forEach(Held::renew);
  }

  /// Releases the claims on all keys of a job that nobody will do.
  public void release(Job job) {
    release(job.keys(), job.build());
  }

  private void release(Set<CompileKey> keys, String build) {
    try {
      claims.release(keys, build);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "claims end by themselves, build={0}", build);
    }
  }

  /// A job in hand; closing keeps no claim of it any more.
  final class Held implements AutoCloseable {
    private final String build;
    private final Set<CompileKey> left; // guarded by this

    private Held(Job job) {
      this.build = job.build();
      this.left = new HashSet<>(job.keys());
    }

    /// Releases the claims on keys that are done, however they ended, so that another build may try
    /// what did not settle.
    synchronized void done(Set<CompileKey> keys) {
      left.removeAll(keys);
      release(keys, build);
    }

    private synchronized void renew() {
      try {
        claims.claim(left, build, Claims.LEASE);
      } catch (StoreUnavailableException e) {
        LOG.log(Level.DEBUG, "claims are not renewed, build={0}", build);
      }
    }

    @Override
    public synchronized void close() {
      inHand.remove(this);
      left.clear();
    }
  }
}
