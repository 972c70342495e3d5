package io.scriptfarm.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.trace.SourceMap.Position;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceMapTest {
  private static SourceMap parse(String json) {
    return SourceMap.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Position> position(String source, int line, int column) {
    return Optional.of(new Position(source, line, column));
  }

  /// As TSTL 1.37.1 writes it for `\n\nexport function f(x: any) {\n    const y = x.z;\n    return
  /// y.q.r;\n}\n` with a class before it.
  private static final SourceMap TSTL =
      parse(
          """
          {"version":3,"sources":["../src/a.ts"],"names":["y","x"],\
          "mappings":";;;AAGA,SAAA,EAAkB,CAAO;IACrB,MAAMA,IAAIC,EAAE;IACZ,OAAOD,EAAE,EAAE;AACf","file":"a.lua","sourceRoot":""}
          """);

  @Test
  void beginningOfEachLineCounts() {
    assertEquals(Optional.empty(), TSTL.at(1));
    assertEquals(position("../src/a.ts", 4, 1), TSTL.at(4));
    assertEquals(position("../src/a.ts", 5, 5), TSTL.at(5));
    assertEquals(position("../src/a.ts", 6, 5), TSTL.at(6));
    assertEquals(position("../src/a.ts", 7, 1), TSTL.at(7));
  }

  @Test
  void lineOfWhichNothingIsSaidBelongsToTheOneAbove() {
    SourceMap map = parse("{\"version\":3,\"sources\":[\"a\"],\"mappings\":\";AAEA;;;AAEA\"}");

    assertEquals(Optional.empty(), map.at(1));
    assertEquals(position("a", 3, 1), map.at(2));
    assertEquals(position("a", 3, 1), map.at(4));
    assertEquals(position("a", 5, 1), map.at(5));
    assertEquals(position("a", 5, 1), map.at(1000));
  }

  @Test
  void numbersMayBeNegativeAndLong() {
    SourceMap map =
        parse("{\"version\":3,\"sources\":[\"a\",\"b\"],\"mappings\":\"ACggggCgB;ADhgggCD\"}");

    assertEquals(position("b", 1_048_577, 17), map.at(1));
    assertEquals(position("a", 1, 16), map.at(2).map(p -> new Position(p.source(), 1, p.column())));
  }

  @Test
  void sectionsBeginAtTheirLinesAndEndAtTheNext() {
    SourceMap map =
        parse(
            """
            {"version":3,"sections":[
              {"offset":{"line":2,"column":0},"map":{"version":3,"sources":["a"],"mappings":"AAAA;AACA"}},
              {"offset":{"line":5,"column":0},"map":{"version":3,"sources":[],"names":[],"mappings":""}},
              {"offset":{"line":7,"column":0},"map":{"version":3,"sources":["b"],"mappings":"AAIA"}}]}
            """);

    assertEquals(Optional.empty(), map.at(2));
    assertEquals(position("a", 1, 1), map.at(3));
    assertEquals(position("a", 2, 1), map.at(5));
    assertEquals(Optional.empty(), map.at(6));
    assertEquals(Optional.empty(), map.at(7));
    assertEquals(position("b", 5, 1), map.at(8));
  }

  @Test
  void linesThatDoNotExistAreNowhere() {
    assertEquals(Optional.empty(), TSTL.at(0));
    assertEquals(Optional.empty(), TSTL.at(-5));
    assertEquals(Optional.empty(), parse("{\"version\":3,\"mappings\":\"\"}").at(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"version\":2,\"mappings\":\"\"}",
        "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"A!\"}",
        "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"ACAA\"}",
        "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"AADA\"}",
        "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"AAgggggggggA\"}",
        "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"AAA\"}",
        "{\"version\":3,\"sections\":[{\"offset\":{\"line\":-1,\"column\":0},\"map\":{\"version\":3}}]}",
        "{\"version\":3,\"sections\":[{\"offset\":{\"line\":2000000000,\"column\":0},\"map\":{\"version\":3}}]}",
      })
  void refusesWhatIsNone(String json) {
    assertThrows(MalformedException.class, () -> parse(json));
  }
}
