package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    /// The key of a fact that would refute it, if it rests on evidence. Once that fact is known,
    /// the outcome is not found any more.
    default Optional<CompileKey> refutedBy() {
      return Optional.empty();
    }
  }

  /// The attempt gave no outcome that holds; another may.
  sealed interface Unsettled extends CompileOutcome
      permits Incomplete, Lost, TooMuch, Failed, ParityJob.Provisional {}

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

  /// The work went past a limit: of time, memory or stack, or of how large a result may be. Whether
  /// it does may depend on how warm an engine is, and how busy its machine.
  ///
  /// @param culprits the files that are to blame, where they are known; if there are none, it is
  ///     what the work was about: of a script, that script
  /// @param reason a clause without a subject, which says which limit and what raises it
  record TooMuch(SortedSet<ProjectPath> culprits, String reason) implements Unsettled {
    public TooMuch {
      culprits = Collections.unmodifiableSortedSet(new TreeSet<>(culprits));
    }

    public TooMuch(String reason) {
      this(new TreeSet<>(), reason);
    }

    /// The reason, after the names of the culprits.
    public String words() {
      return culprits.stream().map(path -> path + ": ").collect(Collectors.joining()) + reason;
    }
  }

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
