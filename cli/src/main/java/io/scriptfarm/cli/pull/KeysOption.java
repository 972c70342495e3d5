package io.scriptfarm.cli.pull;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.publication.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whose manifests a command believes.
final class KeysOption {
  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = {
        "Believe manifests that one of these public keys signed; a line each, as farm keys prints",
        "them. Default: whatever keys the farm gives now."
      })
  private @Nullable String file;

  @Option(
      names = "--key",
      paramLabel = "BASE64",
      description = "Such a key itself; may be given several times.")
  private List<String> keys = new ArrayList<>();

  /// @throws IllegalArgumentException when what is given holds no key
  TrustedKeys find(FarmClient farm, Settings settings, Console console) throws FarmException {
    List<String> given = new ArrayList<>(keys);
    if (file != null) {
      given.addAll(lines(settings, file));
      if (given.isEmpty()) {
        throw new IllegalArgumentException(file + " holds no key; farm keys prints them");
      }
    }
    if (given.isEmpty()) {
      given.addAll(farm.keys().keys());
      console
          .err()
          .printf(
              "believing the keys that %s gives; --keys FILE holds it to those of farm keys%n",
              farm.gateway());
    }
    return TrustedKeys.ofBase64(given);
  }

  private static List<String> lines(Settings settings, String file) {
    try {
      return Files.readAllLines(settings.current().resolve(file)).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the keys in " + file + ": " + e, e);
    }
  }
}
