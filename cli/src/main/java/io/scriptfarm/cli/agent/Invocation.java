package io.scriptfarm.cli.agent;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A command as the launcher hands it over: fields that end with a NUL, which no argument and no
/// variable can hold. First the secret, the launcher's repository, the current folder, the number
/// of arguments and these; then `NAME=value` for each variable, an empty field, and the umask in
/// octal.
///
/// @param secret what only the agent's own user can know
/// @param umask as the shell says it
record Invocation(
    String secret,
    String repository,
    String current,
    List<String> arguments,
    Map<String, String> environment,
    String umask) {
  // Linux takes 2 MB of arguments and environment; nobody types so much.
  private static final int LARGEST = 1 << 20;

  Invocation {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /// Reads to the end of the last field and not beyond.
  ///
  /// @throws IOException also when it is no invocation
  static Invocation read(InputStream in) throws IOException {
    Fields fields = new Fields(in);
    String secret = fields.next();
    String repository = fields.next();
    String current = fields.next();
    List<String> arguments = new ArrayList<>();
    for (int count = fields.count(); count > 0; count--) {
      arguments.add(fields.next());
    }
    Map<String, String> environment = new HashMap<>();
    for (String field = fields.next(); !field.isEmpty(); field = fields.next()) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw new IOException("no variable: " + field);
      }
      environment.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return new Invocation(
        secret, repository, current, arguments, environment, fields.next().strip());
  }

  private static final class Fields {
    private final InputStream in;
    private int left = LARGEST;

    Fields(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      ByteArrayOutputStream field = new ByteArrayOutputStream();
      for (int b = in.read(); b != 0; b = in.read()) {
        if (b < 0) {
          throw new EOFException("the command is cut off");
        }
        if (--left < 0) {
          throw new IOException("the command has more than " + LARGEST + " bytes");
        }
        field.write(b);
      }
      return field.toString(StandardCharsets.UTF_8);
    }

    int count() throws IOException {
      String count = next();
      if (!count.matches("[0-9]{1,6}")) {
        throw new IOException("no number of arguments: " + count);
      }
      return Integer.parseInt(count);
    }
  }
}
