package io.scriptfarm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the environment tells the command line.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `FARM_HOME` | data of this machine's farm | `.farm` |
/// | `FARM_PORT` | port of the gateway | the running farm's, or 8080 |
/// | `FARM_URL` | a gateway elsewhere | the one on this machine |
/// | `FARM_TOKEN` | what the farm is shown to be let in | nothing |
/// | `FARM_ACCESS` | the file of credentials of this machine's farm | `access.json` in its home |
/// | `FARM_KAFKA` | bootstrap servers of a Kafka to use | an embedded broker |
/// | `FARM_REDIS` | URI of a Redis to use | an embedded one |
/// | `FARM_KAFKA_VIA`, `FARM_REDIS_VIA` | `host:port` of a proxy before the embedded one | none |
///
/// `.farm` is beside `./farm`, or in the folder of the distribution.
///
/// @param current the folder that the command was given in
public record Settings(
    Path current, Installation installation, Path home, Map<String, String> environment) {
  public static final int DEFAULT_PORT = 8080;
  private static final int LARGEST_PORT = 65_535;

  public Settings {
    environment = Map.copyOf(environment);
  }

  /// The settings of a process with this environment.
  public static Settings of(Map<String, String> environment) {
    Path current = Path.of("").toAbsolutePath();
    String checkout = environment.getOrDefault("FARM_REPOSITORY", ".");
    Path root = current.resolve(System.getProperty(Installation.PROPERTY, checkout)).normalize();
    String home = environment.getOrDefault("FARM_HOME", "");
    return new Settings(
        current,
        new Installation(root),
        home.isEmpty() ? root.resolve(".farm") : current.resolve(home).normalize(),
        environment);
  }

  /// A variable that is set and not empty, or `otherwise`.
  public String variable(String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /// `FARM_PORT`, if it is set.
  ///
  /// @throws IllegalArgumentException when it is no port
  public OptionalInt port() {
    String port = variable("FARM_PORT", "");
    if (port.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "FARM_PORT is \"" + port + "\"; it is a number from 1 to " + LARGEST_PORT);
    }
    return OptionalInt.of(Integer.parseInt(port));
  }

  /// What `./farm up` wrote down about the farm on this machine.
  public Path farmFile() {
    return home.resolve("farm.json");
  }

  /// The gateway to talk to.
  ///
  /// @throws IllegalArgumentException when a variable is no address
  public URI gateway() {
    String url = variable("FARM_URL", "");
    if (!url.isEmpty()) {
      URI uri = URI.create(url);
      if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
        throw new IllegalArgumentException(
            "FARM_URL is \"" + url + "\"; it is like http://host:8080");
      }
      return uri;
    }
    return URI.create("http://127.0.0.1:" + port().orElseGet(this::rememberedPort));
  }

  /// The farm to talk to, as {@link #gateway}.
  public FarmAddress farm() {
    return new FarmAddress(
        gateway(), Optional.of(variable("FARM_TOKEN", "")).filter(token -> !token.isEmpty()));
  }

  /// Where the credentials of this machine's farm are, if it asks for any.
  public Path accessFile() {
    return current.resolve(variable("FARM_ACCESS", home.resolve("access.json").toString()));
  }

  private int rememberedPort() {
    try {
      if (Files.exists(farmFile())) {
        JsonNode farm = Json.read(Files.readAllBytes(farmFile()), JsonNode.class);
        return farm.path("ports").path("gateway").asInt(DEFAULT_PORT);
      }
    } catch (IOException | MalformedException e) {
      return DEFAULT_PORT; // `up` writes it anew
    }
    return DEFAULT_PORT;
  }
}
