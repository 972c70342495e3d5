package io.scriptfarm.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Of which trace something is a part: what the header `traceparent` of W3C Trace Context says. It
/// travels with requests, with records of Kafka, and in the records of builds.
///
/// @param trace 32 hex digits
/// @param span 16 hex digits: what of the trace asks
/// @param sampled whether somebody collects the trace
public record TraceParent(String trace, String span, boolean sampled) {
  /// The name of the header.
  public static final String HEADER = "traceparent";

  /// Of the build that this thread runs.
  private static final ScopedValue<TraceParent> OF_THE_BUILD = ScopedValue.newInstance();

  // Later versions may have more after the flags; version ff is forbidden.
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.{0,200})?");

  public TraceParent {
    if (!isId(trace, 32) || !isId(span, 16)) {
      throw new IllegalArgumentException("no ids of a trace: " + trace + ", " + span);
    }
  }

  private static boolean isId(String text, int digits) {
    return text.length() == digits
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')
        && text.chars().anyMatch(c -> c != '0');
  }

  /// What a header says. Whatever is no such header is left alone, as the recommendation asks.
  public static Optional<TraceParent> of(String header) {
    Matcher parts = FORM.matcher(header);
    if (!parts.matches()
        || parts.group(1).equals("00") && parts.group(5) != null
        || !isId(parts.group(2), 32)
        || !isId(parts.group(3), 16)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(parts.group(4), 16) & 1) == 1;
    return Optional.of(new TraceParent(parts.group(2), parts.group(3), sampled));
  }

  /// The header's value.
  public String header() {
    return "00-" + trace + "-" + span + (sampled ? "-01" : "-00");
  }

  /// What this thread's build is a part of, if it is a part of a trace.
  public static Optional<TraceParent> current() {
    return OF_THE_BUILD.isBound() ? Optional.of(OF_THE_BUILD.get()) : Optional.empty();
  }

  /// Runs `work` as a part of a trace, if there is one.
  public static void run(Optional<TraceParent> of, Runnable work) {
    if (of.isPresent()) {
      ScopedValue.where(OF_THE_BUILD, of.get()).run(work);
    } else {
      work.run();
    }
  }
}
