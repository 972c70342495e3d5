package io.scriptfarm.runtime.async;

import java.util.List;

/// The texts of actions: parts with NUL between them, `OK`, and `ERROR: ` with a reason.
public final class Messages {
  /// What a script that ended well says.
  public static final String OK = "OK";

  private static final String ERROR = "ERROR: ";
  private static final char NUL = '\0';

  private Messages() {}

  /// `handler\0name\0old\0new`, and other lists. NUL inside of a part becomes a blank.
  public static String join(String... parts) {
    StringBuilder message = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      message.append(i == 0 ? "" : String.valueOf(NUL)).append(parts[i].replace(NUL, ' '));
    }
    return message.toString();
  }

  /// What was joined, empty parts too.
  public static List<String> split(String message) {
    return List.of(message.split(String.valueOf(NUL), -1));
  }

  public static String error(String why) {
    return ERROR + why;
  }

  public static boolean isError(String message) {
    return message.startsWith(ERROR);
  }
}
