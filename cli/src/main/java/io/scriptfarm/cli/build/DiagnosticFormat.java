package io.scriptfarm.cli.build;

import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Diagnostic.Location;
import io.scriptfarm.contract.SnapshotMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Diagnostics as `tstl` prints them: TypeScript's `formatDiagnostic`, and on a terminal its
/// `formatDiagnosticsWithColorAndContext` (without related information). File names are relative to
/// the current folder; what the farm says about its mount is said about the project's folder.
public final class DiagnosticFormat {
  private static final String GREY = "\u001B[90m";
  private static final String RED = "\u001B[91m";
  private static final String YELLOW = "\u001B[93m";
  private static final String BLUE = "\u001B[94m";
  private static final String CYAN = "\u001B[96m";
  private static final String GUTTER = "\u001B[7m";
  private static final String RESET = "\u001B[0m";
  private static final String ELLIPSIS = "...";

  private final Path root;
  private final Path current;

  public DiagnosticFormat(Path root, Path current) {
    this.root = root;
    this.current = current;
  }

  /// As for a file or a pipe; ends with a line break.
  public String plain(Diagnostic diagnostic) {
    String place =
        diagnostic
            .location()
            .map(at -> name(at) + "(" + at.line() + "," + at.column() + "): ")
            .orElse("");
    return place + category(diagnostic) + " " + code(diagnostic) + ": " + text(diagnostic) + "\n";
  }

  /// As for a terminal; ends with an empty line.
  String pretty(Diagnostic diagnostic) {
    StringBuilder out = new StringBuilder();
    diagnostic
        .location()
        .ifPresent(
            at ->
                out.append(colour(name(at), CYAN))
                    .append(':')
                    .append(colour(Integer.toString(at.line()), YELLOW))
                    .append(':')
                    .append(colour(Integer.toString(at.column()), YELLOW))
                    .append(" - "));
    out.append(colour(category(diagnostic), categoryColour(diagnostic)))
        .append(colour(" " + code(diagnostic) + ": ", GREY))
        .append(text(diagnostic));
    diagnostic.location().ifPresent(at -> codeFrame(out, at, categoryColour(diagnostic)));
    return out.append("\n\n").toString();
  }

  private String name(Location at) {
    Path file = root.resolve(at.file()).normalize();
    String relative = current.relativize(file).toString();
    return relative.replace(file.getFileSystem().getSeparator(), "/");
  }

  private static String category(Diagnostic diagnostic) {
    return diagnostic.category().name().toLowerCase(Locale.ROOT);
  }

  /// TSTL gives its own diagnostics the code "TL" when it prints them; the farm's own follow suit,
  /// because a number after "TS" would name one of TypeScript's messages.
  private static String code(Diagnostic diagnostic) {
    return switch (diagnostic.source().orElse("")) {
      case "typescript-to-lua" -> "TSTL";
      case "scriptfarm" -> "FARM";
      default -> "TS" + diagnostic.code();
    };
  }

  private String text(Diagnostic diagnostic) {
    return diagnostic.message().replace(SnapshotMount.ROOT, root.toString());
  }

  private static String categoryColour(Diagnostic diagnostic) {
    return switch (diagnostic.category()) {
      case ERROR -> RED;
      case WARNING -> YELLOW;
      case SUGGESTION -> GREY;
      case MESSAGE -> BLUE;
    };
  }

  private static String colour(String text, String style) {
    return style + text + RESET;
  }

  // TypeScript's formatCodeSpan, line by line.
  private void codeFrame(StringBuilder out, Location at, String squiggle) {
    String text;
    try {
      text = Files.readString(root.resolve(at.file()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return; // gone or unreadable by now: the message has said where
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    int end = at.start() + at.length();
    if (end > text.length()) {
      return; // not the text that was compiled any more
    }
    List<Integer> starts = lineStarts(text);
    out.append('\n');
    int firstLine = lineOf(starts, at.start());
    int lastLine = lineOf(starts, end);
    int firstColumn = at.start() - starts.get(firstLine);
    int lastColumn = end - starts.get(lastLine);
    boolean shortened = lastLine - firstLine >= 4;
    int width = Integer.toString(lastLine + 1).length();
    if (shortened) {
      width = Math.max(ELLIPSIS.length(), width);
    }
    for (int i = firstLine; i <= lastLine; i++) {
      out.append('\n');
      if (shortened && firstLine + 1 < i && i < lastLine - 1) {
        out.append(colour(padded(ELLIPSIS, width), GUTTER)).append(" \n");
        i = lastLine - 1;
      }
      int lineEnd = i + 1 < starts.size() ? starts.get(i + 1) : text.length();
      String line = text.substring(starts.get(i), lineEnd).stripTrailing().replace('\t', ' ');
      out.append(colour(padded(Integer.toString(i + 1), width), GUTTER)).append(' ');
      out.append(line).append('\n');
      out.append(colour(padded("", width), GUTTER)).append(' ').append(squiggle);
      if (i == firstLine) {
        int from = Math.min(firstColumn, line.length());
        int to = i == lastLine ? Math.min(lastColumn, line.length()) : line.length();
        for (int c = 0; c < from; c++) {
          char unit = line.charAt(c);
          out.append(Character.isWhitespace(unit) ? unit : ' ');
        }
        out.append("~".repeat(Math.max(0, to - from)));
      } else {
        out.append("~".repeat(i == lastLine ? Math.min(lastColumn, line.length()) : line.length()));
      }
      out.append(RESET);
    }
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  // TypeScript's computeLineStarts.
  private static List<Integer> lineStarts(String text) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\r' -> {
          if (i + 1 < text.length() && text.charAt(i + 1) == '\n') {
            i++;
          }
          starts.add(i + 1);
        }
        case '\n', '\u2028', '\u2029' -> starts.add(i + 1);
        default -> {}
      }
    }
    return starts;
  }

  private static int lineOf(List<Integer> starts, int position) {
    int found = java.util.Collections.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }
}
