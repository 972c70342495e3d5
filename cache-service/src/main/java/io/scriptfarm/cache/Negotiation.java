package io.scriptfarm.cache;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// What clients say about what they want (RFC 9110).
public final class Negotiation {
  private Negotiation() {}

  /// Whether an `Accept-Encoding` names `coding` and does not give it the weight 0 (section
  /// 12.5.3).
  public static boolean accepts(String acceptEncoding, String coding) {
    return elements(acceptEncoding)
        .map(element -> element.toLowerCase(Locale.ROOT).split(";", 2))
        .filter(element -> element[0].strip().equals(coding))
        .anyMatch(element -> element.length == 1 || !isZero(element[1]));
  }

  private static boolean isZero(String parameter) {
    return parameter.replace(" ", "").matches("q=0(\\.0{0,3})?");
  }

  /// Whether an `If-None-Match` names the entity tag; comparison is weak (section 13.1.2).
  public static boolean matches(String ifNoneMatch, String tag) {
    return elements(ifNoneMatch)
        .anyMatch(element -> element.equals("*") || element.replaceFirst("^W/", "").equals(tag));
  }

  private static Stream<String> elements(String header) {
    return Arrays.stream(header.split(",")).map(String::strip);
  }
}
