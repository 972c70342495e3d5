package io.scriptfarm.bench;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.BytecodeWork;
import io.scriptfarm.compiler.tstl.InProcessBuild;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.lua.LuaCompilers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What bytecode costs beside the compile that it comes with: `BytecodeCost TSCONFIG [RUNS]` builds
/// a project without it, again and again in one JVM, and then makes its bytecode in each format.
/// Prints medians of processor milliseconds of the whole process:
///
/// java --enable-native-access=ALL-UNNAMED -cp
/// 'proof/bench/target/*:proof/bench/target/lib/*'
/// io.scriptfarm.bench.BytecodeCost PROJECT/tsconfig.json
final class BytecodeCost {
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();
  private long mark = cpu();

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void lap(String name) {
    long now = cpu();
    millis.computeIfAbsent(name, _ -> new ArrayList<>()).add((now - mark) / 1e6);
    mark = cpu();
  }

  public static void main(String[] arguments) throws Exception {
    int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    FolderProject files = new FolderProject(Path.of(arguments[0]));
    JsEngine engine = JsEngines.select(EnginePreference.AUTO);
    Toolchains toolchains = new Toolchains();
    Duration patience = Duration.ofMinutes(10);
    CompilerLimits limits = new CompilerLimits(new Limits(patience, 2L << 30), patience, 1);
    BytecodeCost cost = new BytecodeCost();
    for (int i = 0; i < runs; i++) {
      InProcessBuild build;
      LinkJob.Linked linked;
      try (TstlCompiler compiler =
          new TstlCompiler(engine, toolchains, LuaCompilers.none(), limits)) {
        compiler.warmUp();
        cost.lap("opening the session");
        build = new InProcessBuild(compiler, files.project(), files);
        linked = ((InProcessBuild.Built) build.run(cost.new Steps())).linked();
        cost.lap("linking");
      }
      try (TstlCompiler compiler =
          new TstlCompiler(engine, toolchains, LuaCompilers.ofThisMachine(), limits)) {
        cost.lap("-");
        BytecodeWork bytecode =
            new BytecodeWork(keys -> Map.of(LinkJob.key(files.project()), linked), build);
        for (BytecodeFormat format : BytecodeFormat.values()) {
          List<Product> made = new ArrayList<>();
          bytecode.run(
              new BytecodeJob("cost", "cost", files.project(), Set.of(format)),
              compiler,
              (key, piece) -> made.add(piece.get()));
          cost.lap(format.id());
        }
      }
    }
    cost.millis.forEach(
        (name, values) ->
            System.out.printf(
                Locale.ROOT,
                "%-22s %8.1f  %s%n",
                name,
                median(values),
                values.stream().map(v -> String.format(Locale.ROOT, "%.1f", v)).toList()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  /// Tells planning from transpiling from linking.
  private final class Steps implements InProcessBuild.Progress {
    private int left;

    @Override
    public void planned(int tasks) {
      lap("planning");
      left = tasks;
    }

    @Override
    public void taskDone() {
      if (--left == 0) {
        lap("transpiling");
      }
    }
  }
}
