package io.scriptfarm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DiagnosticTest {
  @Test
  @DisplayName("R4 diagnostics come in TypeScript's order")
  void sortsDiagnostics() {
    Diagnostic global =
        new Diagnostic(Diagnostic.Category.ERROR, 5, Optional.empty(), Optional.empty(), "global");
    Diagnostic second = at("a.ts", 9, 1);
    Diagnostic first = at("a.ts", 3, 7);

    assertEquals(
        List.of(global, first, second),
        Diagnostic.sortAndDeduplicate(Stream.of(second, global, first, second)));
  }

  private static Diagnostic at(String file, int start, int code) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        code,
        Optional.empty(),
        Optional.of(new Diagnostic.Location(file, start, 1, 1, start + 1)),
        "m");
  }
}
