package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeJob.BytecodeCompiled;
import io.scriptfarm.contract.BytecodeJob.Invalid;
import io.scriptfarm.contract.BytecodeJob.Loadable;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob.Linked;
import io.scriptfarm.contract.LinkJob.Plugged;
import io.scriptfarm.contract.LinkJob.PluginsAgreed;
import io.scriptfarm.contract.LinkJob.PluginsDiffer;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.PlanJob.Planned;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link OutcomeIndex}, for every implementation to pass.
public abstract class OutcomeIndexContract {

  /// The index to test; may hold other outcomes.
  protected abstract OutcomeIndex index();

  /// Where the blobs of its outcomes are.
  protected abstract ArtifactStore artifacts();

  @Test
  @DisplayName("R3 a recorded outcome is found as it was, with its diagnostics")
  void findsWhatWasRecorded() {
    Diagnostic diagnostic =
        new Diagnostic(
            Diagnostic.Category.ERROR,
            2322,
            Optional.of("typescript-to-lua"),
            Optional.of(new Diagnostic.Location("src/ä.ts", 10, 3, 2, 5)),
            "Type 'string' is not\nassignable to type 'number'.");
    Map<CompileKey, Settled> outcomes =
        Map.of(
            key("planned"), new Planned(written("a plan"), Optional.empty()),
            key("crashed"),
                new Transpiled(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(diagnostic),
                    List.of()),
            key("transpiled"),
                new Transpiled(
                    Optional.of(written("text")),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of()),
            key("declarations"), new DeclarationsChecked(List.of(diagnostic, diagnostic)),
            key("linked"),
                new Linked(
                    List.of(
                        new OutputFile(
                            "../out/main.lua",
                            Optional.of(new ProjectPath("src/main.ts")),
                            written("return 1"),
                            8,
                            Optional.of(written("map")),
                            true),
                        new OutputFile(
                            "out/lualib_bundle.lua",
                            Optional.empty(),
                            written("return {}"),
                            9,
                            Optional.empty(),
                            true)),
                    List.of(diagnostic),
                    false),
            key("bytecode"),
                new BytecodeCompiled(
                    new TreeMap<>(
                        Map.of(
                            "../out/main.lua", new Loadable(written("bytecode"), 8),
                            "out/lualib_bundle.lua", new Invalid(7, "'end' expected"))),
                    List.of(diagnostic)));
    index().record(outcomes);

    assertEquals(outcomes, index().find(outcomes.keySet()));
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    index().record(Map.of(key("known"), new DeclarationsChecked(List.of())));

    assertEquals(Set.of(key("known")), index().find(Set.of(key("known"), key("unknown"))).keySet());
    assertEquals(Map.of(), index().find(Set.of()));
  }

  @Test
  @DisplayName("R3 an outcome that names a blob that is not there is no hit")
  void missesWhenBlobIsGone() {
    Digest absent = Digest.ofUtf8("a blob that never was");
    CompileKey half = key("half of its blobs");
    index()
        .record(
            Map.of(
                half,
                new BytecodeCompiled(
                    new TreeMap<>(
                        Map.of(
                            "a.lua", new Loadable(written("there"), 5),
                            "b.lua", new Loadable(absent, 5))),
                    List.of())));

    assertEquals(Map.of(), index().find(Set.of(half)));
  }

  @Test
  @DisplayName("R3 an outcome that rests on evidence is no hit once the evidence is refuted")
  void missesWhatIsRefuted() {
    PluginSet plugins = new PluginSet(Digest.ofUtf8("some plugins"));
    Linked part = linkedBy(new Plugged(plugins, Optional.of(new TreeSet<>())));
    Linked whole = linkedBy(new Plugged(plugins, Optional.empty()));
    Map<CompileKey, Settled> outcomes =
        Map.of(
            key("part"),
            part,
            key("whole"),
            whole,
            key("bytecode of the part"),
            new BytecodeCompiled(new TreeMap<>(), List.of(), part.refutedBy()),
            plugins.agreed(),
            new PluginsAgreed());
    index().record(outcomes);
    assertEquals(outcomes, index().find(outcomes.keySet()));

    PluginsDiffer difference =
        new PluginsDiffer("b.ts comes out otherwise", Optional.of(new ProjectPath("b.ts")));
    index().record(Map.of(plugins.differing(), difference));

    assertEquals(
        Map.of(key("whole"), whole, plugins.agreed(), new PluginsAgreed()),
        index().find(outcomes.keySet()));
    assertEquals(
        Map.of(plugins.differing(), difference), index().find(Set.of(plugins.differing())));
  }

  private static Linked linkedBy(Plugged plugins) {
    return new Linked(List.of(), List.of(), false, Optional.of(plugins));
  }

  @Test
  void keepsTheLatestRecord() {
    Settled first = new DeclarationsChecked(List.of());
    Settled second = new Planned(written("second"), Optional.empty());
    index().record(Map.of(key("again"), first));
    index().record(Map.of(key("again"), second));

    assertEquals(Map.of(key("again"), second), index().find(Set.of(key("again"))));
  }

  @Test
  void findsThousandsAtOnce() {
    Map<CompileKey, Settled> outcomes = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      outcomes.put(
          key("many " + i),
          new Transpiled(
              Optional.of(written("text " + i % 50)),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              List.of()));
    }
    index().record(outcomes);

    assertEquals(outcomes, index().find(outcomes.keySet()));
  }

  @Test
  @DisplayName("R44 an outcome above the cap is refused with its size")
  void refusesOversizeOutcome() {
    Diagnostic endless =
        new Diagnostic(
            Diagnostic.Category.ERROR,
            1,
            Optional.empty(),
            Optional.empty(),
            "x".repeat(17 * 1024 * 1024));

    assertThrows(
        PayloadTooLargeException.class,
        () -> index().record(Map.of(key("big"), new DeclarationsChecked(List.of(endless)))));
    assertEquals(Map.of(), index().find(Set.of(key("big"))));
  }

  private Digest written(String content) {
    Blob blob = Blob.ofUtf8(content);
    artifacts().write(List.of(blob));
    return blob.digest();
  }

  static CompileKey key(String name) {
    return CompileKey.of("test", name);
  }
}
