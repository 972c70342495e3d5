package io.scriptfarm.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.wire.MalformedException;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("R44 a request is one document, and each value has its type")
class StrictRequestsTest {
  private static final String PROJECT =
      "\"snapshot\": \"%s\", \"config\": \"tsconfig.json\"".formatted("0".repeat(64));

  private static void assertRefused(Runnable parse, String json, String reason) {
    String message =
        Objects.requireNonNull(
            assertThrows(MalformedException.class, parse::run, json).getMessage());
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("Exception"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {P, "saved": [null]}                            | saved
          {P, "saved": ["a.ts", null]}                    | saved
          {P, "bytecode": [null]}                         | bytecode
          {P} x                                           | x
          {P} {P}                                         | railing
          {P}]                                            | ]
          {P, "config": "other.json"}                     | config
          {P, "publishSaved": "true"}                     | publishSaved
          {P, "publishSaved": 1}                          | publishSaved
          {P, "lane": 1}                                  | lane
          {P, "lane": ["bulk"]}                           | lane
          """)
  @DisplayName("for a build")
  void build(String request, String reason) {
    String json = request.replace("P", PROJECT);
    assertRefused(() -> BuildRequest.parse(json), json, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {P, "scripts": [null]}                          | scripts
          {P, "scripts": null}                            | scripts
          {P, "scripts": ["a.ts"], "updates": 3.7}        | updates
          {P, "scripts": ["a.ts"], "updates": "3"}        | updates
          {P, "scripts": ["a.ts"], "updates": 3000000000} | updates
          {P, "scripts": ["a.ts"], "scripts": ["b.ts"]}   | scripts
          {P, "scripts": ["a.ts"]}{}                      | railing
          {P, "scripts": ["a.ts"], "folder": "/etc"}      | folder
          {P, "scripts": ["a.ts"], "options": [1]}        | options
          {P, "scripts": ["a.ts"], "options": ["@file"]}  | options
          """)
  @DisplayName("for a parity run")
  void parity(String request, String reason) {
    String json = request.replace("P", PROJECT);
    assertRefused(() -> ParityRequest.parse(json), json, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"traceback": "x", "artifacts": [null]}         | artifacts
          {"traceback": "x", "chunks": {"a": null}}       | chunks
          {"traceback": 7, "build": "b"}                  | traceback
          {"traceback": "x", "build": "b"} trailing       | trailing
          """)
  @DisplayName("for a traceback")
  void traceback(String json, String reason) {
    assertRefused(() -> TracebackRequest.parse(json), json, reason);
  }
}
