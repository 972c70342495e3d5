package io.scriptfarm.cache.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R22 a range of 100 bytes")
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-99, 0, 100",
    "bytes=0-, 0, 100",
    "bytes=10-19, 10, 20",
    "bytes=90-1000, 90, 100",
    "bytes=99-, 99, 100",
    "bytes=-10, 90, 100",
    "bytes=-1000, 0, 100",
  })
  void isThere(String header, int from, int to) {
    assertEquals(Optional.of(new ByteRange(from, to)), ByteRange.parse(header, 100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
  void isNotThere(String header) {
    assertEquals(Optional.of(0), ByteRange.parse(header, 100).map(ByteRange::length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "lines=0-1",
        "bytes=0-1,3-4",
        "bytes=5-4",
        "bytes=9999999999999999999-",
        "bytes=--1"
      })
  void isPassedOver(String header) {
    assertEquals(Optional.empty(), ByteRange.parse(header, 100));
  }
}
