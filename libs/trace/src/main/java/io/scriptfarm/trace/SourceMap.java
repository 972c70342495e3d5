package io.scriptfarm.trace;

import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the lines of a generated file come from: a source map of version 3 (ECMA-426), plain or in
/// sections. Lua tells lines and no columns, so of each line only the beginning is kept: the first
/// position that the map has for it. A line without one belongs to the statement above it.
///
/// Immutable; safe to share between threads.
public final class SourceMap {
  /// More lines than a bundle of 64 MiB has; bounds the memory that a map of a few bytes can take.
  private static final int MAX_LINES = 4_000_000;

  private static final int NO_SOURCE = -1;
  private static final int LINE = 0;
  private static final int COLUMN = 1;
  private static final int SOURCE = 2;
  private static final int FIELDS = 3;

  private final List<String> sources;
  private final int[] positions; // FIELDS for each line of the generated file

  private SourceMap(List<String> sources, int[] positions) {
    this.sources = List.copyOf(sources);
    this.positions = positions;
  }

  /// A place in a source, named as the map names it; line and column count from 1, columns in
  /// UTF-16 units.
  public record Position(String source, int line, int column) {}

  /// @throws MalformedException when `json` is no source map
  public static SourceMap parse(byte[] json) {
    Form form = Json.read(json, Form.class);
    Builder builder = new Builder();
    if (form.sections().isPresent()) {
      for (Section section : form.sections().get()) {
        builder.add(section.map(), section.offset().line());
      }
    } else {
      builder.add(form, 0);
    }
    return new SourceMap(builder.sources, builder.trimmed());
  }

  /// What the line of the generated file was, counted from 1; empty when that is not known.
  public Optional<Position> at(int line) {
    int last = positions.length / FIELDS - 1;
    int at = Math.min(line - 1, last) * FIELDS;
    if (at < 0 || positions[at + SOURCE] == NO_SOURCE) {
      return Optional.empty();
    }
    return Optional.of(
        new Position(
            sources.get(positions[at + SOURCE]),
            positions[at + LINE] + 1,
            positions[at + COLUMN] + 1));
  }

  /// All sources, as the map names them.
  public List<String> sources() {
    return sources;
  }

  /// About how many bytes of memory it takes.
  int weight() {
    return 100 + positions.length * Integer.BYTES + sources.stream().mapToInt(String::length).sum();
  }

  private record Form(
      int version,
      Optional<String> mappings,
      Optional<List<@Nullable String>> sources,
      Optional<List<Section>> sections) {}

  private record Section(Offset offset, Form map) {}

  private record Offset(int line, int column) {}

  private static final class Builder {
    private final List<String> sources = new ArrayList<>();
    private int[] positions = new int[64 * FIELDS];
    private int lines;

    /// Appends a map that begins at a line, counted from 0.
    void add(Form form, int firstLine) {
      if (form.version() != 3) {
        throw malformed("version " + form.version());
      }
      if (firstLine < 0 || firstLine < lines - 1) {
        throw malformed("sections out of order");
      }
      extendTo(firstLine);
      // A section ends where the next begins; what it said of that line is the next one's.
      lines = firstLine;
      put(firstLine, NO_SOURCE, 0, 0);
      int base = sources.size();
      form.sources().orElse(List.of()).forEach(source -> sources.add(source == null ? "" : source));
      decode(form.mappings().orElse(""), firstLine, base);
    }

    private void decode(String mappings, int firstLine, int base) {
      Vlq vlq = new Vlq(mappings);
      int generated = firstLine;
      int source = 0;
      int line = 0;
      int column = 0;
      boolean taken = false;
      while (vlq.hasMore()) {
        if (vlq.skip(';')) {
          generated++;
          taken = false;
        } else if (!vlq.skip(',')) {
          int unheardColumn = vlq.next();
          if (vlq.inSegment()) {
            source += vlq.next();
            line += vlq.next();
            column += vlq.next();
            if (base + source >= sources.size() || source < 0 || line < 0 || column < 0) {
              throw malformed("a position outside of its sources after column " + unheardColumn);
            }
            if (!taken) {
              put(generated, base + source, line, column);
              taken = true;
            }
          }
          while (vlq.inSegment()) {
            vlq.next(); // a name
          }
        }
      }
    }

    private void put(int generated, int source, int line, int column) {
      extendTo(generated);
      int at = generated * FIELDS;
      positions[at + LINE] = line;
      positions[at + COLUMN] = column;
      positions[at + SOURCE] = source;
      lines = generated + 1;
    }

    /// Lines of which nothing is said belong to what is above them.
    private void extendTo(int line) {
      if (line >= MAX_LINES) {
        throw malformed("more than " + MAX_LINES + " lines");
      }
      if ((line + 1) * FIELDS > positions.length) {
        positions = Arrays.copyOf(positions, Math.max((line + 1) * FIELDS, positions.length * 2));
      }
      for (; lines < line; lines++) {
        int at = lines * FIELDS;
        positions[at + SOURCE] = NO_SOURCE;
        if (lines > 0) {
          System.arraycopy(positions, at - FIELDS, positions, at, FIELDS);
        }
      }
    }

    int[] trimmed() {
      return Arrays.copyOf(positions, lines * FIELDS);
    }
  }

  /// Numbers in base 64 with variable lengths, relative to one another: the map's `mappings`.
  private static final class Vlq {
    private static final String DIGITS =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte[] VALUES = values();
    private static final int CONTINUES = 32;
    private static final int BITS = 5;

    private final String text;
    private int at;

    Vlq(String text) {
      this.text = text;
    }

    boolean hasMore() {
      return at < text.length();
    }

    boolean inSegment() {
      return hasMore() && text.charAt(at) != ',' && text.charAt(at) != ';';
    }

    boolean skip(char separator) {
      boolean is = text.charAt(at) == separator;
      at += is ? 1 : 0;
      return is;
    }

    int next() {
      int value = 0;
      for (int shift = 0; shift <= 30; shift += BITS) {
        int digit = hasMore() && text.charAt(at) < VALUES.length ? VALUES[text.charAt(at)] : -1;
        if (digit < 0) {
          break;
        }
        at++;
        value |= (digit & (CONTINUES - 1)) << shift;
        if ((digit & CONTINUES) == 0) {
          return (value & 1) == 0 ? value >>> 1 : -(value >>> 1);
        }
      }
      throw malformed("no mapping at character " + at);
    }

    private static byte[] values() {
      byte[] values = new byte[128];
      Arrays.fill(values, (byte) -1);
      for (int i = 0; i < DIGITS.length(); i++) {
        values[DIGITS.charAt(i)] = (byte) i;
      }
      return values;
    }
  }

  private static MalformedException malformed(String what) {
    return new MalformedException("not a valid source map: " + what);
  }
}
