package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;

/// A build by the command line: what the last line of `./farm build --json` says, and all that was
/// printed.
public record CommandBuild(Ran ran, JsonNode json) {
  public static CommandBuild of(Ran ran) {
    String last = ran.out().lines().reduce("", (a, b) -> b);
    if (!last.startsWith("{")) {
      throw new AssertionError("no JSON in the last line of " + ran);
    }
    return new CommandBuild(ran, Json.read(last, JsonNode.class));
  }

  public int exit() {
    return ran.exit();
  }

  public String id() {
    return json.path("build").asText();
  }

  public int scripts() {
    return number("scripts");
  }

  public int compiled() {
    return number("compiled");
  }

  public int cached() {
    return number("cached");
  }

  public int failed() {
    return number("failed");
  }

  /// Why there was no result; empty when there was one.
  public String error() {
    return json.path("error").asText("");
  }

  private int number(String field) {
    if (!json.has(field)) {
      throw new AssertionError("no " + field + " in the report of " + ran);
    }
    return json.path(field).asInt();
  }

  /// The lines with diagnostics, as they were printed.
  public java.util.List<String> diagnostics() {
    return (ran.out() + "\n" + ran.err())
        .lines()
        .filter(line -> line.matches(".*(error|warning|message) (TS|FARM).*"))
        .toList();
  }
}
