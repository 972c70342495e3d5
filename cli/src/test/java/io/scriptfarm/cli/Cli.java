package io.scriptfarm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/// The command line as a user calls it, in this process.
public class Cli {
  private final Settings settings;

  public record Result(int code, String out, String err) {}

  public Cli(Path current, URI gateway) {
    settings =
        new Settings(
            current,
            new Installation(current),
            current.resolve("home"),
            Map.of("FARM_URL", gateway.toString()));
  }

  public Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try (PrintStream outPrinter = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errPrinter = new PrintStream(err, false, StandardCharsets.UTF_8)) {
      code = Farm.run(args, settings, new Console(outPrinter, errPrinter));
    }
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Runs with `--json` and gives the last line of stdout.
  public JsonNode json(int expectedCode, String... args) {
    Result result =
        run(Stream.concat(Arrays.stream(args), Stream.of("--json")).toArray(String[]::new));
    assertEquals(expectedCode, result.code(), result.err());
    return Json.read(result.out().lines().toList().getLast(), JsonNode.class);
  }
}
