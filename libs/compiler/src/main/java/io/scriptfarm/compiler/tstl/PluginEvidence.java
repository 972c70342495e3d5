package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.WholeAnswer;
import io.scriptfarm.compiler.protocol.WholeAnswer.PluginCode;
import io.scriptfarm.compiler.protocol.WholeAnswer.PluginVerdict;
import io.scriptfarm.compiler.protocol.WholeRequest.PluginsKnown;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SnapshotTree;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the fleet saw of plugins. A difference counts more than any agreement. Thread-safe, as its
/// source of outcomes is.
final class PluginEvidence {
  private static final System.Logger LOG = System.getLogger(PluginEvidence.class.getName());

  private final KnownOutcomes known;

  PluginEvidence(KnownOutcomes known) {
    this.known = known;
  }

  /// What is known of these plugins.
  PluginsKnown of(PluginSet plugins) {
    Map<CompileKey, Settled> found = known.find(Set.of(plugins.agreed(), plugins.differing()));
    return found.get(plugins.differing()) instanceof LinkJob.PluginsDiffer(String reason, var _)
        ? new PluginsKnown(false, Optional.of(reason))
        : new PluginsKnown(found.containsKey(plugins.agreed()), Optional.empty());
  }

  /// The plugins of a build. The session says that itself, so it is believed only if it names each
  /// content that was run: nobody can say something of plugins whose code he did not run.
  ///
  /// @param code what was run
  static Optional<PluginSet> set(ProjectSession session, PluginCode said, Set<Digest> code) {
    SnapshotTree snapshot = new SnapshotTree(session.snapshot());
    SortedMap<String, Digest> modules = new TreeMap<>();
    for (String path : said.modules()) {
      snapshot.file(path).ifPresent(file -> modules.put(path, file.digest()));
    }
    return modules.size() == said.modules().size()
            && new HashSet<>(modules.values()).containsAll(code)
        ? Optional.of(
            PluginSet.of(
                List.of(
                    session.project().toolchain(), session.installed().pack().identity().digest()),
                modules,
                said.settings()))
        : Optional.empty();
  }

  /// What a build found out that was not known, as by-products.
  static Map<CompileKey, Settled> found(
      PluginSet plugins, PluginsKnown before, PluginVerdict verdict) {
    if (before.whole().isPresent()) {
      return Map.of();
    }
    if (verdict.kind() == WholeAnswer.Kind.APART) {
      return before.agreed() ? Map.of() : Map.of(plugins.agreed(), new LinkJob.PluginsAgreed());
    }
    if (verdict.kind() != WholeAnswer.Kind.ALL_TOGETHER || !verdict.lasting()) {
      return Map.of();
    }
    String reason = verdict.reason().orElse("");
    LOG.log(
        before.agreed() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
        "plugins={0} see all scripts: {1}",
        plugins.digest(),
        reason);
    return Map.of(
        plugins.differing(),
        new LinkJob.PluginsDiffer(reason, verdict.script().map(ProjectPath::new)));
  }
}
