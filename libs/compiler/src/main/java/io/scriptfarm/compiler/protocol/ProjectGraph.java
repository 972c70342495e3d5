package io.scriptfarm.compiler.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;

/// A program as TypeScript resolved it.
/// `environment` is canonical text of the options and everything else that all scripts depend on;
/// `scripts` are indices into `files`, in the order in which TSTL emits; `settings` is the text of
/// the project's `scriptfarm.json`.
public record ProjectGraph(
    String environment,
    List<GraphFile> files,
    List<Integer> scripts,
    List<Plan.Plugin> plugins,
    List<Diagnostic> diagnostics,
    Set<Digest> read,
    SortedMap<String, String> options,
    List<Plan.Refused> refused,
    List<Plan.Unresolved> unresolved,
    Optional<String> settings) {

  /// One file of the program. `outline` is a digest of what other files see of its text, empty
  /// where that is all of it; an `open` file shows them inferred types too. `size` counts UTF-16
  /// units; `format` is TypeScript's implied node format; an `ambient` file concerns every other,
  /// with all that it imports; `globals` is a digest of what concerns every other of a file that is
  /// not ambient; `pragma` is what it says of itself to the farm; `own` are indices into
  /// `references` of those that others do not see.
  public record GraphFile(
      ProjectPath path,
      Digest digest,
      Optional<Digest> outline,
      boolean open,
      long size,
      int format,
      boolean declaration,
      boolean ambient,
      Optional<Digest> globals,
      Optional<String> pragma,
      List<Reference> references,
      List<Integer> own) {
    /// The references that concern whoever imports the file.
    public List<Reference> seenReferences() {
      return IntStream.range(0, references.size())
          .filter(index -> !own.contains(index))
          .mapToObj(references::get)
          .toList();
    }
  }

  /// What a file refers to by some words: `target` is an index into the graph's files, or
  /// {@link #OUTSIDE}.
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Reference(String words, int target) {
    /// Not found, or part of the toolchain.
    public static final int OUTSIDE = -1;
  }
}
