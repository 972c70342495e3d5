package io.scriptfarm.cli.pull;

import io.scriptfarm.cli.Settings;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.VerifiedGeneration;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Opens what generations are pulled from.
final class Sources {
  private static final long CACHE_BYTES = 1L << 30;

  private Sources() {}

  /// A source with the disk cache that all pulls of this machine's user share.
  static ScriptSource open(FarmClient farm, Settings settings, ScriptSelection selection)
      throws FarmException {
    CacheAddress at = CacheAddress.of(farm.cache());
    String token = settings.variable("FARM_TOKEN", "");
    Path folder = settings.home().resolve("pulled");
    try {
      return new ScriptSource(
          token.isEmpty() ? at : at.withToken(token),
          selection,
          new DiskCache(folder, CACHE_BYTES));
    } catch (IOException e) {
      throw new FarmException("cannot use the disk cache " + folder + ": " + e, e);
    }
  }

  /// @param generation the youngest if it is not given
  static VerifiedGeneration find(ScriptSource source, @Nullable Long generation)
      throws PullException {
    return generation == null ? source.latest() : source.generation(generation);
  }
}
