package io.scriptfarm.luaparity;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What trials found, as Markdown: a section for each interpreter, whose text depends on its own
/// trials alone.
public record DialectReport(List<Trial> trials) {
  public DialectReport {
    trials = List.copyOf(trials);
  }

  /// The differences that no reason explains, one line each.
  public List<String> unexplained() {
    return trials.stream()
        .filter(trial -> trial.difference().isPresent() && Reason.of(trial).isEmpty())
        .map(t -> t.lua().title() + ": " + t.test().name() + ": " + t.difference().orElse(""))
        .toList();
  }

  /// How many trials differ, by the reasons' titles.
  public SortedMap<String, Integer> reasons() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    trials.stream()
        .filter(trial -> trial.difference().isPresent())
        .forEach(
            trial ->
                counts.merge(
                    Reason.of(trial).map(Reason::title).orElse("not explained"), 1, Integer::sum));
    return counts;
  }

  /// The document, with the sections of `luas`.
  public String document(Iterable<Dialect> luas) {
    StringBuilder text =
        new StringBuilder(
            """
            # Lua parity

            Where Lua is not Lua. TypeScriptToLua's own suite records, for thousands of small programs, the Lua that they become and the value that it yields.
            `./farm lua-parity` runs each of them on LuaJ and on the real interpreter of its target, and writes this page; `LuaDialectsTest` keeps it true. Universal
            Lua is run on all five. There is no Lua 5.5, 5.0 or Luau to be had from Debian: Lua for 5.5 is run on 5.4, Lua for 5.0 on 5.1, Lua for Luau on LuaJ alone.
            A value is the recorded one when it is the same as JSON: an empty array is an empty object, and NaN is null. Each list has the names of the cases.
            """);
    luas.forEach(lua -> text.append(section(lua)));
    return text.toString();
  }

  /// The section of one interpreter, from its heading to the next.
  public String section(Dialect lua) {
    List<Trial> own = trials.stream().filter(trial -> trial.lua() == lua).toList();
    Map<Reason, List<String>> groups = new EnumMap<>(Reason.class);
    List<String> unknown = new ArrayList<>();
    for (Trial trial : own) {
      if (trial.difference().isPresent()) {
        Reason.of(trial)
            .ifPresentOrElse(
                reason ->
                    groups.computeIfAbsent(reason, _ -> new ArrayList<>()).add(trial.test().name()),
                () -> unknown.add(trial.test().name()));
      }
    }
    long different = own.stream().filter(trial -> trial.difference().isPresent()).count();
    StringBuilder text = new StringBuilder();
    text.append("\n## ").append(lua.title()).append("\n\n");
    text.append(
        "%,d cases, %,d as recorded, %d different.\n"
            .formatted(own.size(), own.size() - different, different));
    groups.forEach(
        (reason, names) ->
            text.append("\n**")
                .append(reason.title())
                .append("** (")
                .append(names.size())
                .append("). ")
                .append(reason.explanation())
                .append("\n\n")
                .append(listed(names)));
    if (!unknown.isEmpty()) {
      text.append("\n**Unexplained** (").append(unknown.size()).append(").\n\n");
      text.append(listed(unknown));
    }
    return text.toString();
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "    " + name + "\n").collect(Collectors.joining());
  }
}
