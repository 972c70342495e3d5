package io.scriptfarm.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// What a workspace is called: 1 to 64 lower-case letters, digits, dots, dashes and underscores,
/// beginning with a letter or a digit. So it may be put into keys, paths and URLs.
public record WorkspaceName(@JsonValue String value) implements Comparable<WorkspaceName> {
  private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public WorkspaceName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "not a name for a workspace (1 to 64 lower-case letters, digits, `.`, `-` and `_`): "
              + value.substring(0, Math.min(value.length(), 80)));
    }
  }

  /// Whether `text` would make a name; for input that may be anything.
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  @Override
  public int compareTo(WorkspaceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
