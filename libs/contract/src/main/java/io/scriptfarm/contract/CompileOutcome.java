package io.scriptfarm.contract;

import java.util.List;
import java.util.Set;

/// How a piece of compile work ended. Only {@link Settled} outcomes are facts about the inputs and
/// may be cached; {@link Unsettled} ones are about this attempt.
public sealed interface CompileOutcome {

  /// An outcome that the same inputs always have. Errors of the user's code are settled too. Each
  /// stage's job has its own within it.
  non-sealed interface Settled extends CompileOutcome {
    /// Every blob that the outcome names. It is a hit only while all of them exist.
    Set<Digest> blobs();

    /// What the compiler said about the inputs.
    List<Diagnostic> diagnostics();
  }

  /// The attempt gave no outcome that holds; another may.
  sealed interface Unsettled extends CompileOutcome
      permits Incomplete, Lost, Failed, ParityJob.Provisional {}

  /// The store lacks contents that the work reads: upload them and submit again.
  record Incomplete(Set<Digest> missing) implements Unsettled {
    public Incomplete {
      missing = Set.copyOf(missing);
    }
  }

  /// The store lacks what an earlier stage of the build had put there: it is to be done again.
  ///
  /// @param what the lost thing, as the subject of a sentence
  record Lost(String what) implements Unsettled {}

  /// The attempt failed. `reason` is a sentence that says what to do next.
  record Failed(Blame blame, String reason) implements Unsettled {}

  /// Who has to act on a failure.
  enum Blame {
    /// The request: repeating it as it is cannot succeed.
    USER,
    /// A defect of the farm.
    INTERNAL,
    /// Time, memory or a service ran out; repeating may succeed.
    RESOURCES
  }
}
