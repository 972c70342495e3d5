package io.scriptfarm.compiler.tstl;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Diagnostics in the words of `tstl`. How TypeScript shows a union depends on what its checker saw
/// before, which differs between workers; so where a union is shown, a new checker goes through the
/// program in order. Costs about as much as checking the project, once a build, and only while
/// there is such a diagnostic.
final class Wording {
  private Wording() {}

  /// As the driver's `wording.ts` has it.
  private record Request(Site.Reference project, List<String> paths) {}

  static List<Diagnostic> of(Site site, List<Diagnostic> diagnostics) {
    TreeSet<String> paths = new TreeSet<>();
    diagnostics.stream()
        .filter(Wording::showsUnion)
        .flatMap(diagnostic -> diagnostic.location().stream())
        .forEach(location -> paths.add(location.file()));
    if (paths.isEmpty()) {
      return diagnostics;
    }
    JsonNode answer =
        site.call("scriptfarmReword", new Request(site.reference(), List.copyOf(paths)));
    Map<List<Object>, String> words = new HashMap<>();
    for (Diagnostic diagnostic : Json.read(answer.path("checks").toString(), Diagnostic[].class)) {
      words.putIfAbsent(place(diagnostic), diagnostic.message());
    }
    return diagnostics.stream()
        .map(diagnostic -> showsUnion(diagnostic) ? inWords(diagnostic, words) : diagnostic)
        .toList();
  }

  private static boolean showsUnion(Diagnostic diagnostic) {
    return diagnostic.source().isEmpty() && diagnostic.message().contains(" | ");
  }

  private static List<Object> place(Diagnostic diagnostic) {
    return List.of(diagnostic.code(), diagnostic.location());
  }

  private static Diagnostic inWords(Diagnostic diagnostic, Map<List<Object>, String> words) {
    return new Diagnostic(
        diagnostic.category(),
        diagnostic.code(),
        diagnostic.source(),
        diagnostic.location(),
        words.getOrDefault(place(diagnostic), diagnostic.message()));
  }
}
