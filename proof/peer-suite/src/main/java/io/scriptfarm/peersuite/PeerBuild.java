package io.scriptfarm.peersuite;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a farm delivered for a project, and how that differs from the record.
record PeerBuild(BuildEvent.Delivered conclusion, List<OutputFile> outputs, Duration took) {
  // What TSTL writes beside and the suite did not record.
  private static final Pattern UNRECORDED = Pattern.compile(".*(\\.(lua|scar)\\.map|\\.jsx)");
  private static final String LIBRARY = "node_modules/typescript/lib/";

  PeerBuild {
    outputs = List.copyOf(outputs);
  }

  /// The differences in outputs and diagnostics, one sentence each.
  ///
  /// @param textOf a blob's text, for the explanation
  List<String> differences(PeerCase test, PeerProject project, Function<Digest, String> textOf) {
    List<String> differences = new ArrayList<>();
    compareOutputs(test, project, textOf, differences);
    compareDiagnostics(test, project, differences);
    return differences;
  }

  private void compareOutputs(
      PeerCase test,
      PeerProject project,
      Function<Digest, String> textOf,
      List<String> differences) {
    List<OutputFile> delivered =
        new ArrayList<>(
            outputs.stream().filter(o -> !UNRECORDED.matcher(o.path()).matches()).toList());
    List<PeerCase.Output> unmatched = new ArrayList<>();
    for (PeerCase.Output expected : test.outputs()) {
      if (!removeFirst(delivered, o -> isAt(o, expected, project) && hasText(o, expected))) {
        unmatched.add(expected);
      }
    }
    for (PeerCase.Output expected : unmatched) {
      Optional<OutputFile> other =
          delivered.stream().filter(o -> isAt(o, expected, project)).findFirst();
      if (other.isEmpty()) {
        differences.add("does not write " + expected.path());
      } else {
        delivered.remove(other.get());
        differences.add(describe(expected, textOf.apply(other.get().digest())));
      }
    }
    delivered.forEach(
        o -> differences.add("writes " + project.suitePath(o.path()) + ", which is not recorded"));
  }

  private static boolean isAt(OutputFile output, PeerCase.Output expected, PeerProject project) {
    String path = expected.path();
    return project.suitePath(output.path()).equals(path.startsWith("/") ? path.substring(1) : path);
  }

  private static boolean hasText(OutputFile output, PeerCase.Output expected) {
    return switch (expected) {
      case PeerCase.Text(var path, String lua) -> output.digest().equals(Blob.ofUtf8(lua).digest());
      case PeerCase.Hashed(var path, String prefix) -> output.digest().hex().startsWith(prefix);
      case PeerCase.Unrecorded unrecorded -> true;
    };
  }

  private static String describe(PeerCase.Output expected, String text) {
    if (!(expected instanceof PeerCase.Text(String path, String lua))) {
      return expected.path() + " has another content";
    }
    List<String> wanted = lua.lines().toList();
    List<String> got = text.lines().toList();
    int line = 0;
    while (line < Math.min(wanted.size(), got.size()) && wanted.get(line).equals(got.get(line))) {
      line++;
    }
    return path
        + ":"
        + (line + 1)
        + " is `"
        + (line < got.size() ? got.get(line) : "")
        + "`, recorded `"
        + (line < wanted.size() ? wanted.get(line) : "")
        + "`";
  }

  private void compareDiagnostics(PeerCase test, PeerProject project, List<String> differences) {
    List<PeerCase.Message> delivered =
        new ArrayList<>(
            conclusion.diagnostics().stream()
                .filter(d -> !d.isRemark())
                .map(d -> message(d, project))
                .distinct()
                .toList());
    List<PeerCase.Message> expected = new ArrayList<>(test.diagnostics());
    pair(expected, delivered, Object::equals, (_, _) -> {});
    pair(
        expected,
        delivered,
        (a, b) -> a.code() == b.code(),
        (a, b) -> differences.add("says " + b + ", recorded " + a));
    expected.forEach(m -> differences.add("does not say " + m));
    delivered.forEach(m -> differences.add("says " + m + ", which is not recorded"));
  }

  /// Takes out of both lists what belongs together.
  private static void pair(
      List<PeerCase.Message> expected,
      List<PeerCase.Message> delivered,
      BiPredicate<PeerCase.Message, PeerCase.Message> together,
      BiConsumer<PeerCase.Message, PeerCase.Message> paired) {
    for (PeerCase.Message wanted : List.copyOf(expected)) {
      Optional<PeerCase.Message> match =
          delivered.stream().filter(got -> together.test(wanted, got)).findFirst();
      if (match.isPresent()) {
        expected.remove(wanted);
        delivered.remove(match.get());
        paired.accept(wanted, match.get());
      }
    }
  }

  /// A diagnostic as the suite would have recorded it: the first line of its text, and no place in
  /// a tsconfig, since the suite has none.
  private static PeerCase.Message message(Diagnostic diagnostic, PeerProject project) {
    String firstLine = diagnostic.message().lines().findFirst().orElse("");
    return new PeerCase.Message(
        diagnostic.category(),
        diagnostic.code(),
        diagnostic.source(),
        diagnostic
            .location()
            .filter(at -> !at.file().equals(project.config().value()))
            .map(at -> new PeerCase.Place(suiteFile(at.file(), project), at.start(), at.length())),
        project.suiteMessage(firstLine));
  }

  private static String suiteFile(String file, PeerProject project) {
    int library = file.indexOf(LIBRARY);
    return library < 0 ? project.suitePath(file) : file.substring(library + LIBRARY.length());
  }

  private static <T> boolean removeFirst(Collection<T> collection, Predicate<T> predicate) {
    Optional<T> found = collection.stream().filter(predicate).findFirst();
    found.ifPresent(collection::remove);
    return found.isPresent();
  }
}
