package io.scriptfarm.cache.pull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The bytes of a representation that somebody wants: `from` to `to` (exclusive); none of them when
/// the representation has none there (RFC 9110, section 14).
record ByteRange(int from, int to) {
  private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /// What a `Range` asks for. Absent when it is to be passed over, as one may with what is
  /// malformed or of several parts: then the answer is the whole.
  static Optional<ByteRange> parse(String header, int length) {
    Matcher matcher = SINGLE.matcher(header);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) { // the last so many
      long last = Math.min(length, Long.parseLong(matcher.group(2)));
      return Optional.of(new ByteRange((int) (length - last), length));
    }
    long from = Long.parseLong(matcher.group(1));
    long to =
        matcher.group(2).isEmpty()
            ? length
            : Math.min(length, Long.parseLong(matcher.group(2)) + 1);
    if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < from) {
      return Optional.empty();
    }
    return Optional.of(
        from < length ? new ByteRange((int) from, (int) to) : new ByteRange(length, length));
  }

  int length() {
    return to - from;
  }
}
