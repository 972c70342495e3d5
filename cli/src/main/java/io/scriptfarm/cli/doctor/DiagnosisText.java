package io.scriptfarm.cli.doctor;

import io.scriptfarm.cli.doctor.Diagnosis.Compilers;
import io.scriptfarm.cli.doctor.Diagnosis.Farm;
import io.scriptfarm.cli.doctor.Diagnosis.Lacks;
import io.scriptfarm.cli.doctor.Diagnosis.NoAnswer;
import io.scriptfarm.cli.doctor.Diagnosis.Travel;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// A diagnosis for people: sections of names and values.
final class DiagnosisText {
  private static final String BOLD = "\u001B[1m";
  private static final String RED = "\u001B[91m";
  private static final String YELLOW = "\u001B[93m";
  private static final String RESET = "\u001B[0m";
  private static final int LABEL = 18;
  private static final int DIGEST = 12;

  /// What decides about the output, in the order in which one asks; with what it is when the
  /// configuration does not say, where that matters.
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("luaTarget", "universal");
    OPTIONS.put("luaLibImport", "require");
    OPTIONS.put("buildMode", "");
    for (String option :
        List.of("luaBundle", "luaBundleEntry", "luaLibName", "extension", "noResolvePaths")) {
      OPTIONS.put(option, "");
    }
    OPTIONS.put("outDir", "beside the sources");
    for (String option :
        List.of("rootDir", "declarationDir", "target", "module", "moduleResolution", "jsx")) {
      OPTIONS.put(option, "");
    }
    for (String option : List.of("jsxFactory", "jsxImportSource", "types")) {
      OPTIONS.put(option, "");
    }
  }

  private final StringBuilder out = new StringBuilder();
  private final boolean colours;

  private DiagnosisText(boolean colours) {
    this.colours = colours;
  }

  static String of(Diagnosis diagnosis, boolean colours) {
    DiagnosisText text = new DiagnosisText(colours);
    text.project(diagnosis);
    diagnosis.compilers().ifPresent(text::toolchain);
    diagnosis
        .plan()
        .ifPresent(
            plan -> {
              text.output(plan.options());
              text.plugins(plan);
              text.heading("program");
              text.line("scripts", count(plan.work().scripts().size(), "script"));
            });
    diagnosis
        .travel()
        .ifPresent(
            travel ->
                text.travel(
                    travel,
                    diagnosis.plan().filter(plan -> !plan.plugins().isEmpty()).isPresent()));
    diagnosis.farm().ifPresent(text::farm);
    text.problems(diagnosis);
    return text.out.toString();
  }

  private void project(Diagnosis diagnosis) {
    heading("project");
    line("config", diagnosis.snapshot().config().file().toString());
    line("root", diagnosis.snapshot().root().toString());
    diagnosis.rootReasons().forEach(reason -> line("", "because " + reason));
    Collection<Snapshot.Entry> entries = diagnosis.snapshot().snapshot().entries().values();
    long links = entries.stream().filter(Snapshot.Link.class::isInstance).count();
    long bytes = 0;
    for (Snapshot.Entry entry : entries) {
      bytes += entry instanceof Snapshot.File file ? file.size() : 0;
    }
    line(
        "listed",
        count(entries.size() - links, "file")
            + ", "
            + size(bytes)
            + (links == 0 ? "" : ", and " + count(links, "symbolic link")));
  }

  private void toolchain(Compilers compilers) {
    heading("toolchain");
    line("typescript-to-lua", compilers.toolchain().typescriptToLua());
    line("typescript", compilers.toolchain().typescript());
    line("digest", compilers.toolchain().digest().hex().substring(0, DIGEST));
    line(
        "from",
        compilers
            .folder()
            .map(f -> f + (compilers.bundled() ? ", the same as the farm's own pair" : ""))
            .orElse("the farm's own pair: node_modules has no typescript-to-lua"));
  }

  private void output(SortedMap<String, String> options) {
    heading("output");
    OPTIONS.forEach(
        (name, otherwise) -> {
          String value = options.getOrDefault(name, "");
          if (!value.isEmpty()) {
            line(name, value);
          } else if (!otherwise.isEmpty()) {
            line(name, otherwise + " (default)");
          }
        });
    flags("on", "true", options);
    flags("off", "false", options);
  }

  private void flags(String label, String value, SortedMap<String, String> options) {
    String names =
        options.entrySet().stream()
            .filter(option -> option.getValue().equals(value))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      line(label, names);
    }
  }

  private void plugins(Plan plan) {
    if (plan.plugins().isEmpty()) {
      return;
    }
    heading("plugins");
    for (Plan.Plugin plugin : plan.plugins()) {
      line(
          plugin.kind().name().toLowerCase(Locale.ROOT),
          plugin.name() + ": " + plugin.file().map(ProjectPath::value).orElse("not found"));
    }
    line("", "plugins may see the whole program: all scripts compile at once on one worker");
  }

  private void travel(Travel travel, boolean withPlugins) {
    line(
        "travels",
        count(travel.files(), "file")
            + ", "
            + size(travel.bytes())
            + ": "
            + count(travel.scripts(), "script")
            + ", "
            + count(travel.declarations(), "declaration file")
            + ", "
            + count(travel.others(), "other")
            + (withPlugins ? "; and what plugins read while they compile" : ""));
  }

  private void farm(Farm farm) {
    line(
        "farm",
        switch (farm) {
          case Lacks(URI gateway, int files, long bytes) ->
              gateway
                  + (files == 0
                      ? " has all of it"
                      : " lacks " + count(files, "file") + ", " + size(bytes));
          case NoAnswer(URI gateway, String reason) -> gateway + ": " + reason;
        });
  }

  private void problems(Diagnosis diagnosis) {
    heading("problems");
    for (Problem problem : diagnosis.problems()) {
      String label = problem.inTheWay() ? "error" : "note";
      out.append("  ").append(style(label, problem.inTheWay() ? RED : YELLOW));
      out.append(" ".repeat("error".length() + 2 - label.length()));
      out.append(problem.what().replace("\n", "\n         ")).append('\n');
      if (!problem.next().isEmpty()) {
        out.append("         → ").append(problem.next()).append('\n');
      }
    }
    if (diagnosis.problems().isEmpty()) {
      out.append("  none\n");
    }
    out.append('\n').append(verdict(diagnosis)).append('\n');
  }

  private static String verdict(Diagnosis diagnosis) {
    long errors = diagnosis.problems().stream().filter(Problem::inTheWay).count();
    return errors == 0
        ? "the farm would build this project"
        : count(errors, "problem")
            + (errors == 1 ? " is" : " are")
            + " in the way of a build without errors";
  }

  private void heading(String name) {
    out.append(out.isEmpty() ? "" : "\n").append(style(name, BOLD)).append('\n');
  }

  private void line(String label, String value) {
    out.append("  ").append(label).append(" ".repeat(Math.max(1, LABEL - label.length())));
    out.append(value).append('\n');
  }

  private String style(String text, String style) {
    return colours ? style + text + RESET : text;
  }

  private static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
