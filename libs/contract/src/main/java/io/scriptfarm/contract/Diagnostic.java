package io.scriptfarm.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One message of a compiler. `source` is empty for TypeScript itself, `typescript-to-lua` for TSTL
/// and `scriptfarm` for the farm; `message` may have several lines and is for people. `names` is
/// for programs: what a message of the farm is about, such as environment variables.
public record Diagnostic(
    Category category,
    int code,
    Optional<String> source,
    Optional<Location> location,
    String message,
    Optional<List<String>> names) {

  public Diagnostic {
    names = names.map(List::copyOf);
  }

  /// A message whose words say all.
  public Diagnostic(
      Category category,
      int code,
      Optional<String> source,
      Optional<Location> location,
      String message) {
    this(category, code, source, location, message, Optional.empty());
  }

  /// TypeScript's `DiagnosticCategory`.
  public enum Category {
    WARNING,
    ERROR,
    SUGGESTION,
    MESSAGE
  }

  /// Where in a source: `file` is relative to the snapshot's root; `start` and `length` count
  /// UTF-16 units from the file's begin; `line` and `column` count from 1.
  public record Location(String file, int start, int length, int line, int column) {}

  public boolean isError() {
    return category == Category.ERROR;
  }

  /// Whether the farm says it of its own accord, and `tstl` says nothing of the kind.
  public boolean isRemark() {
    return category == Category.WARNING && source.equals(Optional.of("scriptfarm"));
  }

  /// The order of TypeScript's `sortAndDeduplicateDiagnostics`: by file, position, length, code and
  /// text; those without a file first; equal ones once.
  public static List<Diagnostic> sortAndDeduplicate(Stream<Diagnostic> diagnostics) {
    return diagnostics.sorted(ORDER).distinct().toList();
  }

  private static final Comparator<Location> BY_PLACE =
      Comparator.comparing(Location::file)
          .thenComparingInt(Location::start)
          .thenComparingInt(Location::length);

  private static final Comparator<Diagnostic> ORDER =
      Comparator.<Diagnostic, Optional<Location>>comparing(
              Diagnostic::location,
              (a, b) ->
                  a.isPresent() && b.isPresent()
                      ? BY_PLACE.compare(a.get(), b.get())
                      : Boolean.compare(a.isPresent(), b.isPresent()))
          .thenComparingInt(Diagnostic::code)
          .thenComparing(Diagnostic::message);
}
