package io.scriptfarm.delivery.replication;

/// The other side does what the protocol forbids; the connection ends. The message says what and,
/// where that helps, what to do instead.
final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int MAX_REASON_BYTES = 123;

  private final Violation violation;

  ProtocolException(Violation violation, String message) {
    super(message);
    this.violation = violation;
  }

  /// The message, as far as it fits into a close frame: 123 bytes of UTF-8 (RFC 6455, section 5.5).
  String reason() {
    String reason = String.valueOf(getMessage()).replaceAll("[^ -~]", "?");
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_BYTES));
  }

  Violation violation() {
    return violation;
  }

  /// Kinds of what is forbidden, with the close codes of RFC 6455, section 7.4.1. Those below 4000
  /// cannot be sent by Java's own client, which says 3000 more.
  enum Violation {
    MALFORMED(1002),
    NOT_BINARY(1003),
    BAD_TEXT(1007),
    FORBIDDEN(1008),
    TOO_LARGE(1009);

    private static final int OF_CLIENTS = 3000;
    private final int code;

    Violation(int code) {
      this.code = code;
    }

    /// As a server closes with it.
    int code() {
      return code;
    }

    /// As a client closes with it.
    int clientCode() {
      return code + OF_CLIENTS;
    }
  }
}
