package io.scriptfarm.testkit;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The settings of a service as deployments know them. Changing a name or a default is a breaking
/// change, so a test of each service compares this with what it expects.
public final class PinnedSettings {
  private PinnedSettings() {}

  /// All properties of a configuration interface in the order of the alphabet, each on a line:
  /// `name = default`, or `name` where there is none.
  public static String of(Class<?> configuration) {
    return new TreeMap<>(ConfigClass.configClass(configuration).getProperties())
        .entrySet().stream()
            .map(
                entry ->
                    entry.getValue() == null
                        ? entry.getKey()
                        : entry.getKey() + " = " + entry.getValue())
            .collect(Collectors.joining("\n", "", "\n"));
  }

  /// The configuration that these properties make, with defaults for the others.
  ///
  /// @throws io.smallrye.config.ConfigValidationException when one of them does not exist, or has
  ///     no such value
  public static <T> T read(Class<T> configuration, Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(configuration)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(configuration);
  }
}
