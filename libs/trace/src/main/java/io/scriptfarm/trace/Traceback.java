package io.scriptfarm.trace;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.trace.ChunkNames.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A traceback, or any text with places in Lua, as places in TypeScript. Reads what Lua 5.1 to 5.4,
/// LuaJIT and LuaJ print: `path.lua:12:`, `<path.lua:12>`, names that are cut to `...ath.lua`, and
/// `[string "path.lua"]`; and what TSTL's `sourceMapTraceback` makes of it, `path.ts:7`. What is no
/// such place stays as it is.
///
/// @param text with TypeScript's files and lines in place of those that are known
/// @param frames every place in the text, in its order
/// @param unresolved the names of which nothing is known, each with the reason
public record Traceback(String text, List<Frame> frames, List<Unresolved> unresolved) {
  /// A chunk's name in Lua has at most 60 characters, a path that LuaJ shows has no limit.
  private static final int LONGEST_NAME = 500;

  private static final Pattern PLACE = Pattern.compile(":(\\d{1,9})(?!\\w|\\.\\d)");
  private static final String STRING = "[string \"";
  private static final String STRING_END = "\"]";
  private static final String TSTL_HEADER = "--[[ Generated with";

  public Traceback {
    frames = List.copyOf(frames);
    unresolved = List.copyOf(unresolved);
  }

  /// A place as it stood there: `chunk` is the name, `line` counts from 1. Either `source` is where
  /// that is in TypeScript, or `reason` says why it is not known.
  public record Frame(String chunk, int line, Optional<Source> source, Optional<String> reason) {}

  /// A place in TypeScript: a path relative to the snapshot's root, line and column from 1. The
  /// column is that of the line's first statement; absent where Lua itself was told the line.
  public record Source(String file, int line, Optional<Integer> column) {}

  /// A chunk's name, and why it is not known what it was.
  public record Unresolved(String name, String reason) {}

  /// Time is linear in the length of the text, apart from names that are cut, which are compared
  /// with every file.
  public static Traceback resolve(String text, TracedFiles files) {
    Reader reader = new Reader(files);
    for (String line : text.split("\n", -1)) {
      reader.line(line);
    }
    return new Traceback(
        reader.text.substring(0, reader.text.length() - 1),
        reader.frames,
        reader.unresolved.entrySet().stream()
            .map(entry -> new Unresolved(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static final class Reader {
    private final TracedFiles files;
    private final StringBuilder text = new StringBuilder();
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, String> unresolved = new LinkedHashMap<>();

    Reader(TracedFiles files) {
      this.files = files;
    }

    void line(String line) {
      int done = 0;
      Matcher place = PLACE.matcher(line);
      while (place.find()) {
        int number = Integer.parseInt(place.group(1));
        Optional<Told> told =
            place(line, Math.max(done, place.start() - LONGEST_NAME), place.start(), number);
        if (told.isPresent()) {
          frames.add(told.get().frame());
          Optional<Source> source = told.get().frame().source();
          if (source.isPresent()) {
            text.append(line, done, told.get().start());
            text.append(source.get().file()).append(':').append(source.get().line());
            done = place.end();
          }
        }
      }
      text.append(line, done, line.length()).append('\n');
    }

    /// A frame, and where its name begins in the line.
    private record Told(Frame frame, int start) {}

    /// @param from where the name may begin at the earliest
    /// @param end where it ends
    private Optional<Told> place(String line, int from, int end, int number) {
      if (line.startsWith(STRING_END, end - STRING_END.length())) {
        int start = line.lastIndexOf(STRING, end - STRING_END.length() - STRING.length());
        return start < from
            ? Optional.empty()
            : Optional.of(
                new Told(
                    ofString(
                        line.substring(start, end),
                        line.substring(start + STRING.length(), end - STRING_END.length()),
                        number),
                    start));
      }
      int start = beginning(line, from, end);
      String before = line.substring(start, end);
      if (before.endsWith(".ts") || before.endsWith(".tsx")) {
        return files.scriptAtEndOf(before) instanceof Match.One<String>(String script, int at)
            ? Optional.of(
                new Told(
                    new Frame(
                        before.substring(at),
                        number,
                        Optional.of(new Source(script, number, Optional.empty())),
                        Optional.empty()),
                    start + at))
            : Optional.empty();
      }
      return switch (files.endOf(before)) {
        case Match.One<LuaFile>(LuaFile file, int at) ->
            Optional.of(new Told(inFile(file, before.substring(at), number), start + at));
        case Match.Several<LuaFile>(List<String> paths) ->
            Optional.of(new Told(unknown(lastWord(before), number, several(paths)), start));
        case Match.None<LuaFile>() when before.isBlank() -> Optional.empty();
        case Match.None<LuaFile>() -> byModule(line, before, start, number);
      };
    }

    /// A name without an extension is only believed where a traceback has names: at the beginning
    /// of a line, or in angle brackets.
    private Optional<Told> byModule(String line, String before, int start, int number) {
      String name = before.strip();
      boolean atItsPlace =
          (line.substring(0, start).isBlank() || line.charAt(start - 1) == '<')
              && name.chars().noneMatch(Character::isWhitespace);
      if (atItsPlace && files.of(name) instanceof Match.One<LuaFile>(LuaFile file, var _)) {
        return Optional.of(new Told(inFile(file, name, number), start + before.indexOf(name)));
      }
      String word = lastWord(before);
      return word.endsWith(".lua")
          ? Optional.of(new Told(unknown(word, number, "the build wrote no such file"), start))
          : Optional.empty();
    }

    private Frame ofString(String shown, String name, int number) {
      if (name.startsWith(TSTL_HEADER)) {
        return unknown(
            shown,
            number,
            "the chunk was loaded without a name; give Lua's `load` one, as in \"@path/of/file.lua\"");
      }
      return switch (files.of(name)) {
        case Match.One<LuaFile>(LuaFile file, var _) -> inFile(file, shown, number);
        case Match.Several<LuaFile>(List<String> paths) -> unknown(shown, number, several(paths));
        case Match.None<LuaFile>() ->
            unknown(shown, number, "no file that the build wrote has such a name");
      };
    }

    private Frame inFile(LuaFile file, String shown, int number) {
      if (file.map().isEmpty()) {
        return unknown(
            shown,
            number,
            "it was no TypeScript: the Lua library, or a Lua file of the project or a package");
      }
      Digest digest = file.map().get();
      Optional<SourceMap> map = files.map(digest);
      if (map.isEmpty()) {
        return unknown(shown, number, "the store has its source map no more; build it again");
      }
      return map.get()
          .at(number)
          .map(
              position ->
                  new Frame(
                      shown,
                      number,
                      Optional.of(
                          new Source(
                              file.resolve(position.source()),
                              position.line(),
                              Optional.of(position.column()))),
                      Optional.empty()))
          .orElseGet(
              () ->
                  new Frame(
                      shown,
                      number,
                      Optional.empty(),
                      Optional.of("no TypeScript is behind line " + number)));
    }

    private Frame unknown(String name, int number, String reason) {
      unresolved.putIfAbsent(name, reason);
      return new Frame(name, number, Optional.empty(), Optional.of(reason));
    }

    private static String several(List<String> paths) {
      return "it may be any of " + String.join(", ", paths);
    }

    /// Where a name may begin: after what no name has in it.
    private static int beginning(String line, int from, int end) {
      int start = end;
      while (start > from && "\t<>\"'`|".indexOf(line.charAt(start - 1)) < 0) {
        boolean message =
            line.charAt(start - 1) == ' ' && start - 2 >= from && line.charAt(start - 2) == ':';
        if (message) {
          break;
        }
        start--;
      }
      return start;
    }

    private static String lastWord(String text) {
      int start = text.length();
      while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
        start--;
      }
      return text.substring(start);
    }
  }
}
