package io.scriptfarm.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Finds the file that a chunk name means, among files by path. An engine has its own idea of where
/// a game's root is, so a name and a path are compared from their ends: a file fits when the name
/// holds all of its path below the folder that all files have in common, or when all of the name is
/// the end of its path. Of several that fit, the one that shares most of its path counts.
///
/// Immutable; safe to share between threads.
final class ChunkNames<F> {
  private static final String CUT = "..."; // what Lua puts in place of the rest of a long name

  private final Map<String, List<Candidate<F>>> byName = new HashMap<>();
  private final Map<String, List<Candidate<F>>> byStem = new HashMap<>();
  private final List<Candidate<F>> all = new ArrayList<>();

  /// @param own how many of the last components are not in the folder that all files share
  private record Candidate<F>(String path, List<String> components, int own, F file) {
    String ownPath() {
      return String.join("/", components.subList(components.size() - own, components.size()));
    }
  }

  /// @param files by their paths, relative, with `/`
  ChunkNames(Map<String, F> files) {
    int shared = shared(files.keySet().stream().map(path -> List.of(path.split("/"))).toList());
    files.forEach(
        (path, file) -> {
          List<String> components = List.of(path.split("/"));
          Candidate<F> candidate =
              new Candidate<>(path, components, components.size() - shared, file);
          all.add(candidate);
          String name = components.getLast();
          byName.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(candidate);
          byStem.computeIfAbsent(stem(name), _ -> new ArrayList<>(1)).add(candidate);
        });
  }

  private static int shared(List<List<String>> paths) {
    int shared = 0;
    while (!paths.isEmpty()) {
      int depth = shared;
      if (paths.stream().anyMatch(path -> path.size() <= depth + 1)
          || paths.stream().map(path -> path.get(depth)).distinct().count() > 1) {
        return shared;
      }
      shared++;
    }
    return 0;
  }

  /// What a name may mean.
  sealed interface Match<F> {
    /// @param start where the name begins in the text
    record One<F>(F file, int start) implements Match<F> {}

    record Several<F>(List<String> paths) implements Match<F> {}

    record None<F>() implements Match<F> {}
  }

  /// The file whose name ends the text; before it may be anything that a message has there.
  Match<F> endOf(String text) {
    String path = text.replace('\\', '/');
    int cut = path.lastIndexOf(CUT);
    if (cut >= 0 && (cut == 0 || isBoundary(path.charAt(cut - 1)))) {
      String tail = path.substring(cut + CUT.length());
      return best(all, candidate -> charactersShared(candidate, tail), cut);
    }
    int slash = path.lastIndexOf('/');
    for (int name = slash + 1; name > 0 || slash < 0; name = nextBoundary(path, name)) {
      List<Candidate<F>> named = byName.get(path.substring(name));
      if (named != null) {
        return longest(named, path, name);
      }
      slash = 0;
    }
    return new Match.None<>();
  }

  /// The file that a whole name means: a path, a path without its extension, or a module's name.
  Match<F> of(String name) {
    if (name.endsWith(CUT)) {
      String head = plain(name.substring(0, name.length() - CUT.length()));
      return best(
          all,
          candidate ->
              candidate.path().startsWith(head) || candidate.ownPath().startsWith(head) ? 1 : 0,
          0);
    }
    Match<F> exact = endOf(name);
    if (!(exact instanceof Match.None)) {
      return exact;
    }
    String path = plain(name);
    Match<F> module = ofStem(path);
    return module instanceof Match.None && path.indexOf('/') < 0
        ? ofStem(path.replace('.', '/'))
        : module;
  }

  private Match<F> ofStem(String path) {
    int name = path.lastIndexOf('/') + 1;
    List<Candidate<F>> named = byStem.get(path.substring(name));
    return named == null ? new Match.None<>() : longest(named, path, name);
  }

  /// A name as a path: without what says what kind of name it is.
  private static String plain(String name) {
    return name.replace('\\', '/').replaceFirst("^[@=]", "").replaceFirst("^(\\./)+", "");
  }

  private Match<F> longest(List<Candidate<F>> named, String path, int name) {
    int most = 0;
    int start = name;
    List<Candidate<F>> fitting = new ArrayList<>(1);
    for (Candidate<F> candidate : named) {
      Shared shared = Shared.of(candidate.components(), path, name);
      boolean whole = shared.count() >= candidate.own();
      if (!whole && !shared.wholeName()) {
        continue;
      }
      int points = 2 * shared.count() + (whole ? 1 : 0); // `main.lua` is rather that of the root
      if (points > most) {
        most = points;
        start = shared.start();
        fitting.clear();
      }
      if (points == most) {
        fitting.add(candidate);
      }
    }
    boolean marked = start > 0 && "@=".indexOf(path.charAt(start - 1)) >= 0; // as in `@main.lua`
    return match(fitting, marked ? start - 1 : start);
  }

  /// How many components of a path are at the end of a text, and where the name begins in it.
  private record Shared(int count, boolean wholeName, int start) {
    static Shared of(List<String> components, String text, int name) {
      int count = 1;
      int start = name;
      while (start > 0 && text.charAt(start - 1) == '/') {
        int end = start - 1;
        int from = text.lastIndexOf('/', end - 1) + 1;
        String before = text.substring(from, end);
        String wanted =
            count < components.size() ? components.get(components.size() - 1 - count) : "";
        int begin = beginOf(before);
        if (before.equals(wanted) && !wanted.isEmpty()) {
          count++;
          start = from;
        } else if (!wanted.isEmpty() && before.substring(begin).equals(wanted)) {
          return new Shared(count + 1, true, from + begin);
        } else if (before.substring(begin).equals(".")) {
          return new Shared(count, true, from + begin);
        } else {
          return new Shared(count, false, beginOfPath(text, start));
        }
      }
      return new Shared(count, true, start);
    }

    /// Where a path begins that goes on before what is known of it.
    private static int beginOfPath(String text, int known) {
      if (text.matches("(?s)\\s*(/|~|\\.|[@=]?[A-Za-z]:/).*")) {
        return text.length() - text.stripLeading().length();
      }
      int start = known;
      while (start > 0 && !isBoundary(text.charAt(start - 1))) {
        start--;
      }
      return start;
    }

    private static int beginOf(String component) {
      int begin = component.length();
      while (begin > 0 && !isBoundary(component.charAt(begin - 1))) {
        begin--;
      }
      return begin;
    }
  }

  private static <F> int charactersShared(Candidate<F> candidate, String tail) {
    String path = "/" + candidate.path();
    int count = 0;
    while (count < tail.length()
        && count < path.length()
        && tail.charAt(tail.length() - 1 - count) == path.charAt(path.length() - 1 - count)) {
      count++;
    }
    return count == tail.length() || count > candidate.ownPath().length() ? count : 0;
  }

  private Match<F> best(List<Candidate<F>> among, ToIntFunction<Candidate<F>> score, int start) {
    int most = 0;
    List<Candidate<F>> fitting = new ArrayList<>(1);
    for (Candidate<F> candidate : among) {
      int points = score.applyAsInt(candidate);
      if (points > most) {
        most = points;
        fitting.clear();
      }
      if (points == most && points > 0) {
        fitting.add(candidate);
      }
    }
    return match(fitting, start);
  }

  private Match<F> match(List<Candidate<F>> fitting, int start) {
    return switch (fitting.size()) {
      case 0 -> new Match.None<>();
      case 1 -> new Match.One<>(fitting.getFirst().file(), start);
      default -> new Match.Several<>(fitting.stream().map(Candidate::path).sorted().toList());
    };
  }

  /// The place after the next character of a name at which a shorter name may begin; 0: none.
  private static int nextBoundary(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (isBoundary(text.charAt(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static boolean isBoundary(char c) {
    return Character.isWhitespace(c) || "@=([{,;\"'`".indexOf(c) >= 0;
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
