package io.scriptfarm.embedded;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Prepares a Redis for a launcher: `--data DIR --port P` writes its configuration and prints the
/// command that runs it, one argument per line. So no JVM has to stay beside the server. Exit code
/// 2 for a wrong command line, 1 when there is no Redis for this machine.
public final class EmbeddedRedisCommand {
  private EmbeddedRedisCommand() {}

  public static void main(String[] args) {
    List<String> words = Arrays.asList(args);
    if (words.size() != 4
        || !words.get(0).equals("--data")
        || !words.get(2).equals("--port")
        || !words.get(3).matches("[0-9]{1,5}")) {
      System.err.println("usage: EmbeddedRedisCommand --data DIR --port PORT");
      System.exit(2);
    }
    try {
      EmbeddedRedis.command(
              EmbeddedRedis.Settings.in(Path.of(words.get(1)))
                  .withPort(Integer.parseInt(words.get(3))))
          .forEach(System.out::println);
    } catch (StartException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
