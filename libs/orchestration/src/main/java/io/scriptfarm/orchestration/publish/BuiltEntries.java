package io.scriptfarm.orchestration.publish;

import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.orchestration.publish.Placements.Placement;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Manifest.Artifact;
import io.scriptfarm.publication.Manifest.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The Lua files of a build as entries of a manifest: their paths relative to `outDir`, where they
/// belong in the game, and their artifacts.
final class BuiltEntries {
  private static final String LUA_LIBRARY = "lualib_bundle";

  private BuiltEntries() {}

  /// What is wrong with them is refused in `placements`.
  static List<Entry> of(Publications.Built built, Placements placements) {
    Path outDir =
        Path.of(built.plan().options().getOrDefault("outDir", folderOf(built.project().config())));
    List<Entry> entries = new ArrayList<>();
    Set<ProjectPath> alone = new HashSet<>();
    for (OutputFile output : built.outputs()) {
      output.script().filter(script -> output.lua()).ifPresent(alone::add);
    }
    // The others are inside of bundles.
    List<ProjectPath> bundled =
        built.plan().work().scripts().stream().filter(script -> !alone.contains(script)).toList();
    for (OutputFile output : built.outputs()) {
      if (!output.lua()) {
        continue;
      }
      Optional<ProjectPath> path = inside(outDir, output.path());
      if (path.isEmpty()) {
        placements.refuse(
            output.path(),
            "it lies outside of outDir ("
                + outDir
                + "), where no generation can hold it; set outDir and rootDir so that all files lie in it");
        continue;
      }
      boolean shared = path.get().value().matches("(.*/)?" + LUA_LIBRARY + "\\.[^/]*");
      Placement placement =
          output
              .script()
              .map(placements::ofScript)
              .orElseGet(() -> placements.ofOutput(output.path(), shared));
      if (placement.replicate() && output.script().isEmpty() && !shared) {
        bundled.stream()
            .filter(script -> !placements.ofScript(script).replicate())
            .findFirst()
            .ifPresent(
                script ->
                    placements.refuse(
                        output.path(),
                        "it is to replicate, and holds "
                            + script
                            + ", which belongs to the server; leave that out of the bundle"));
      }
      entries.add(
          new Entry(
              path.get(),
              output.script(),
              placement.service(),
              placement.runContext(),
              placement.replicate(),
              placement.pack(),
              artifacts(output, built.bytecode().getOrDefault(output.path(), Map.of()))));
    }
    return entries;
  }

  private static NavigableMap<String, Artifact> artifacts(
      OutputFile output, Map<String, Artifact> bytecode) {
    NavigableMap<String, Artifact> artifacts = new TreeMap<>(bytecode);
    artifacts.put(Manifest.LUA, new Artifact(output.digest(), output.size()));
    output.map().ifPresent(map -> artifacts.put(Manifest.MAP, new Artifact(map, Optional.empty())));
    return artifacts;
  }

  private static Optional<ProjectPath> inside(Path outDir, String output) {
    Path path = Path.of(output);
    if (!path.startsWith(outDir) && !outDir.toString().isEmpty()) {
      return Optional.empty();
    }
    Path below = outDir.toString().isEmpty() ? path : outDir.relativize(path);
    return below.startsWith("..")
        ? Optional.empty()
        : Optional.of(new ProjectPath(below.toString().replace('\\', '/')));
  }

  private static String folderOf(ProjectPath config) {
    Path parent = Path.of(config.value()).getParent();
    return parent == null ? "" : parent.toString();
  }
}
