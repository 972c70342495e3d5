package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "ZSTD", "gzip, zstd", "br;q=1, zstd;q=0.1", " zstd ; q=1.0 "})
  void knowsWhoTakesZstd(String header) {
    assertTrue(Negotiation.accepts(header, "zstd"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip", "*", "zstd;q=0", "zstd; q=0.000", "xzstd", "identity"})
  void knowsWhoDoesNot(String header) {
    assertFalse(Negotiation.accepts(header, "zstd"));
  }
}
