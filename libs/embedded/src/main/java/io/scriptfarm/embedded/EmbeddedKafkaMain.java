package io.scriptfarm.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The embedded broker as a process of its own: `--data DIR [--port P] [--via HOST:PORT]`. With
/// `--via` it sends its clients to a proxy before its port. Prints `READY bootstrap=127.0.0.1:PORT`
/// on standard output when it serves, logs warnings to standard error, ends cleanly on SIGTERM and
/// SIGINT. Exit code 2 for a wrong command line, 1 when the broker does not start.
public final class EmbeddedKafkaMain {
  private static final String USAGE =
      "usage: EmbeddedKafkaMain --data DIR [--port PORT] [--via HOST:PORT]";

  private EmbeddedKafkaMain() {}

  public static void main(String[] args) {
    Path data = null;
    OptionalInt port = OptionalInt.empty();
    Optional<String> via = Optional.empty();
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--data" -> data = Path.of(args[i + 1]);
        case "--port" -> port = port(args[i + 1]);
        case "--via" -> via = Optional.of(args[i + 1]);
        default -> usage("unknown option " + args[i]);
      }
    }
    if (args.length % 2 != 0 || data == null) {
      usage("--data is missing, or an option has no value");
      return;
    }
    EmbeddedKafka kafka;
    try {
      kafka = EmbeddedKafka.start(data, port, via, Map.of(), Ports::free);
    } catch (StartException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-shutdown"));
    System.out.println("READY bootstrap=" + kafka.bootstrapServers());
    System.out.flush();
    kafka.awaitEnd();
  }

  private static OptionalInt port(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      usage("not a port: " + text);
      throw e;
    }
  }

  private static void usage(String problem) {
    System.err.println(problem + "\n" + USAGE);
    System.exit(2);
  }
}
