package io.scriptfarm.runtime.source;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.pull.GenerationListener;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The scripts of a workspace that run on servers, always of the youngest generation that came and
/// was verified. It is the listener of a {@link io.scriptfarm.delivery.pull.ScriptSubscription},
/// and vouches for bytecode of its manifests.
///
/// Safe for concurrent use.
public final class FarmScripts implements GenerationListener, ScriptSupply, Predicate<Digest> {
  private final String kind;
  private volatile Optional<ScriptTree> newest = Optional.empty();
  private volatile Set<Digest> vouched = Set.of();
  private final CountDownLatch first = new CountDownLatch(1);

  private FarmScripts(String kind) {
    this.kind = kind;
  }

  /// The Lua as text.
  public static FarmScripts ofText() {
    return new FarmScripts(Manifest.LUA);
  }

  /// Bytecode where the farm has it, else text.
  ///
  /// @param format as in `lua52`, what the engine loads
  public static FarmScripts ofBytecode(String format) {
    return new FarmScripts(format);
  }

  /// What a subscription must fetch.
  public ScriptSelection wanted(WorkspaceName workspace, TrustedKeys keys) {
    return ScriptSelection.of(workspace, keys)
        .withKinds(new HashSet<>(List.of(kind, Manifest.LUA, Manifest.MAP)));
  }

  @Override
  public Optional<ScriptTree> newest() {
    return newest;
  }

  /// Waits for the first generation.
  ///
  /// @return false when there is none in time
  public boolean awaitFirst(Duration patience) throws InterruptedException {
    return first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Whether a manifest that was verified names this Lua: that of the youngest generation or of the
  /// one before, which may come back.
  @Override
  public boolean test(Digest digest) {
    return vouched.contains(digest);
  }

  @Override
  public void switched(Optional<ScriptSet> before, ScriptSet now) {
    Set<Digest> believed = new HashSet<>(now.published().manifest().blobs());
    before.ifPresent(set -> believed.addAll(set.published().manifest().blobs()));
    vouched = Set.copyOf(believed);
    newest = Optional.of(treeOf(now));
    first.countDown();
  }

  /// Unpacks what the tree before does not have.
  private ScriptTree treeOf(ScriptSet set) {
    Map<Digest, Blob> there = new HashMap<>();
    newest.ifPresent(
        tree ->
            tree.files()
                .values()
                .forEach(
                    file -> {
                      there.put(file.lua().digest(), file.lua());
                      file.map().ifPresent(map -> there.put(map.digest(), map));
                    }));
    Map<String, ScriptTree.File> files = new HashMap<>();
    for (Manifest.Entry entry : set.published().manifest().entries()) {
      if (entry.runContext() != RunContext.CLIENT) {
        Optional<Blob> lua =
            load(set, entry, kind, there).or(() -> load(set, entry, Manifest.LUA, there));
        Optional<Blob> map = load(set, entry, Manifest.MAP, there);
        lua.ifPresent(
            blob ->
                files.put(entry.path().value(), new ScriptTree.File(blob, map, entry.script())));
      }
    }
    return ScriptTree.of(set.generation(), files);
  }

  private static Optional<Blob> load(
      ScriptSet set, Manifest.Entry entry, String kind, Map<Digest, Blob> there) {
    Manifest.Artifact artifact = entry.artifacts().get(kind);
    if (artifact == null) {
      return Optional.empty();
    }
    Blob known = there.get(artifact.digest());
    ProjectPath path = entry.path();
    return known != null ? Optional.of(known) : set.load(path, kind);
  }
}
