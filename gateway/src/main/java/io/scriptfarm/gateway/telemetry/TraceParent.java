package io.scriptfarm.gateway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header `traceparent` of W3C Trace Context, version 00: of which trace a request is a part.
final class TraceParent {
  private static final Pattern FORM =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private TraceParent() {}

  /// What a build's trace belongs to. Whatever is no such header is left alone, as the
  /// recommendation says.
  static Context of(Optional<String> header) {
    Matcher parts = FORM.matcher(header.orElse(""));
    if (!parts.matches()) {
      return Context.root();
    }
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            parts.group(1),
            parts.group(2),
            TraceFlags.fromHex(parts.group(3), 0),
            TraceState.getDefault());
    return parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
  }
}
