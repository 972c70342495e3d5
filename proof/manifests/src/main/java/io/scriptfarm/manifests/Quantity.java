package io.scriptfarm.manifests;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Amounts as Kubernetes writes them: `500m`, `2`, `6Gi`.
final class Quantity {
  private static final Pattern FORM = Pattern.compile("([0-9.]+)(m|k|M|G|Ki|Mi|Gi|)");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "", BigDecimal.ONE,
          "m", new BigDecimal("0.001"),
          "k", BigDecimal.valueOf(1000),
          "M", BigDecimal.valueOf(1000_000),
          "G", BigDecimal.valueOf(1000_000_000),
          "Ki", BigDecimal.valueOf(1L << 10),
          "Mi", BigDecimal.valueOf(1L << 20),
          "Gi", BigDecimal.valueOf(1L << 30));

  private Quantity() {}

  /// Cores or bytes; 0 where the text is none of them.
  static BigDecimal of(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? new BigDecimal(parts.group(1))
            .multiply(UNITS.getOrDefault(parts.group(2), BigDecimal.ONE))
        : BigDecimal.ZERO;
  }
}
