package io.scriptfarm.runtime.luaj;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Lua's patterns over bytes. Each step costs, so that a pattern that tries everything ends with
/// the call's allowance; LuaJ's own would go on, and so would real Lua's.
final class Patterns {
  private static final int MOST_CAPTURES = 32;
  private static final int DEEPEST = 200; // as in Lua
  static final int POSITION = -2;
  private static final int OPEN = -1;
  private static final int NONE = -1;

  /// Who pays.
  interface Cost {
    void charge(long instructions);

    LuaError refusal(String message);
  }

  private final Cost cost;
  private final LuaString text;
  private final LuaString pattern;
  private final int[] begins = new int[MOST_CAPTURES];
  private final int[] lengths = new int[MOST_CAPTURES];
  private int captures;
  private int depth;

  Patterns(Cost cost, LuaString text, LuaString pattern) {
    this.cost = cost;
    this.text = text;
    this.pattern = pattern;
  }

  /// Matches at one place.
  ///
  /// @param from where the pattern begins to count, after `^`
  /// @return where the match ends, or {@code -1}
  int matchAt(int at, int from) {
    captures = 0;
    depth = 0;
    return match(at, from);
  }

  int captures() {
    return captures;
  }

  /// All captures, or the whole match where there are none.
  Varargs values(int begin, int end) {
    int count = Math.max(1, captures);
    LuaValue[] values = new LuaValue[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(i, begin, end);
    }
    return LuaValue.varargsOf(values);
  }

  /// Begin and end of the match, then begin and length of each capture; a length of
  /// {@link #POSITION} is a capture of the position alone.
  int[] positions(int begin, int end) {
    int[] all = new int[2 + 2 * captures];
    all[0] = begin;
    all[1] = end;
    for (int i = 0; i < captures; i++) {
      if (lengths[i] == OPEN) {
        throw error("unfinished capture");
      }
      all[2 + 2 * i] = begins[i];
      all[3 + 2 * i] = lengths[i];
    }
    return all;
  }

  LuaString matched(int begin, int end) {
    return text.substring(begin, end);
  }

  LuaValue value(int capture, int begin, int end) {
    if (capture >= captures) {
      if (capture != 0) {
        throw error("invalid capture index");
      }
      return text.substring(begin, end);
    }
    if (lengths[capture] == POSITION) {
      return LuaValue.valueOf(begins[capture] + 1);
    }
    if (lengths[capture] == OPEN) {
      throw error("unfinished capture");
    }
    return text.substring(begins[capture], begins[capture] + lengths[capture]);
  }

  private int match(int start, int from) {
    if (++depth > DEEPEST) {
      throw error("pattern too complex");
    }
    try {
      int s = start;
      int p = from;
      while (p < pattern.m_length) {
        cost.charge(1);
        int c = pattern.luaByte(p);
        if (c == '(') {
          return has(p + 1, ')') ? open(s, p + 2, POSITION) : open(s, p + 1, OPEN);
        }
        if (c == ')') {
          return close(s, p + 1);
        }
        if (c == '$' && p + 1 == pattern.m_length) {
          return s == text.m_length ? s : NONE;
        }
        if (c == '%' && has(p + 1, 'b')) {
          s = balanced(s, p + 2);
          p += 4;
        } else if (c == '%' && has(p + 1, 'f')) {
          p += 2;
          if (!has(p, '[')) {
            throw error("missing '[' after '%f' in pattern");
          }
          int end = classEnd(p);
          int before = s == 0 ? 0 : text.luaByte(s - 1);
          int now = s < text.m_length ? text.luaByte(s) : 0;
          s = !inSet(before, p, end - 1) && inSet(now, p, end - 1) ? s : NONE;
          p = end;
        } else if (c == '%' && p + 1 < pattern.m_length && isDigit(pattern.luaByte(p + 1))) {
          s = again(s, pattern.luaByte(p + 1));
          p += 2;
        } else {
          int end = classEnd(p);
          int suffix = end < pattern.m_length ? pattern.luaByte(end) : 0;
          switch (suffix) {
            case '*' -> {
              return longest(s, p, end);
            }
            case '+' -> {
              return single(s, p, end) ? longest(s + 1, p, end) : NONE;
            }
            case '-' -> {
              return shortest(s, p, end);
            }
            case '?' -> {
              if (single(s, p, end)) {
                int rest = match(s + 1, end + 1);
                if (rest != NONE) {
                  return rest;
                }
              }
              p = end + 1;
            }
            default -> {
              s = single(s, p, end) ? s + 1 : NONE;
              p = end;
            }
          }
        }
        if (s == NONE) {
          return NONE;
        }
      }
      return s;
    } finally {
      depth--;
    }
  }

  private int longest(int s, int p, int end) {
    int count = 0;
    while (single(s + count, p, end)) {
      cost.charge(1);
      count++;
    }
    for (; count >= 0; count--) {
      int rest = match(s + count, end + 1);
      if (rest != NONE) {
        return rest;
      }
    }
    return NONE;
  }

  private int shortest(int start, int p, int end) {
    int s = start;
    while (true) {
      int rest = match(s, end + 1);
      if (rest != NONE) {
        return rest;
      }
      if (!single(s, p, end)) {
        return NONE;
      }
      s++;
    }
  }

  private int open(int s, int p, int kind) {
    if (captures == MOST_CAPTURES) {
      throw error("too many captures");
    }
    begins[captures] = s;
    lengths[captures] = kind;
    captures++;
    int end = match(s, p);
    if (end == NONE) {
      captures--;
    }
    return end;
  }

  private int close(int s, int p) {
    int capture = captures - 1;
    while (capture >= 0 && lengths[capture] != OPEN) {
      capture--;
    }
    if (capture < 0) {
      throw error("invalid pattern capture");
    }
    lengths[capture] = s - begins[capture];
    int end = match(s, p);
    if (end == NONE) {
      lengths[capture] = OPEN;
    }
    return end;
  }

  private int balanced(int s, int p) {
    if (p + 1 >= pattern.m_length) {
      throw error("missing arguments to '%b'");
    }
    if (s >= text.m_length || text.luaByte(s) != pattern.luaByte(p)) {
      return NONE;
    }
    int begin = pattern.luaByte(p);
    int end = pattern.luaByte(p + 1);
    int open = 1;
    for (int i = s + 1; i < text.m_length; i++) {
      cost.charge(1);
      int c = text.luaByte(i);
      if (c == end) {
        if (--open == 0) {
          return i + 1;
        }
      } else if (c == begin) {
        open++;
      }
    }
    return NONE;
  }

  private int again(int s, int digit) {
    int capture = digit - '1';
    if (capture < 0 || capture >= captures || lengths[capture] == OPEN) {
      throw error("invalid capture index");
    }
    int length = Math.max(0, lengths[capture]);
    cost.charge(length / 8);
    return text.m_length - s >= length && LuaString.equals(text, begins[capture], text, s, length)
        ? s + length
        : NONE;
  }

  /// Where the class that begins at `p` ends.
  private int classEnd(int p) {
    int c = pattern.luaByte(p);
    int at = p + 1;
    if (c == '%') {
      if (at >= pattern.m_length) {
        throw error("malformed pattern (ends with '%')");
      }
      return at + 1;
    }
    if (c != '[') {
      return at;
    }
    if (has(at, '^')) {
      at++;
    }
    do {
      if (at >= pattern.m_length) {
        throw error("malformed pattern (missing ']')");
      }
      at += pattern.luaByte(at) == '%' && at + 1 < pattern.m_length ? 2 : 1;
    } while (!has(at, ']'));
    return at + 1;
  }

  private boolean single(int s, int p, int end) {
    if (s >= text.m_length) {
      return false;
    }
    int c = text.luaByte(s);
    return switch (pattern.luaByte(p)) {
      case '.' -> true;
      case '%' -> inClass(c, pattern.luaByte(p + 1));
      case '[' -> inSet(c, p, end - 1);
      default -> pattern.luaByte(p) == c;
    };
  }

  /// @param last where the closing bracket is
  private boolean inSet(int c, int p, int last) {
    boolean wanted = true;
    int at = p + 1;
    if (has(at, '^')) {
      wanted = false;
      at++;
    }
    for (; at < last; at++) {
      cost.charge(1);
      int first = pattern.luaByte(at);
      if (first == '%' && at + 1 < last) {
        at++;
        if (inClass(c, pattern.luaByte(at))) {
          return wanted;
        }
      } else if (has(at + 1, '-') && at + 2 < last) {
        if (first <= c && c <= pattern.luaByte(at + 2)) {
          return wanted;
        }
        at += 2;
      } else if (first == c) {
        return wanted;
      }
    }
    return !wanted;
  }

  private static boolean inClass(int c, int letter) {
    return switch (letter) {
      case 'a' -> isLetter(c);
      case 'c' -> c < 32 || c == 127;
      case 'd' -> isDigit(c);
      case 'g' -> c > 32 && c < 127;
      case 'l' -> c >= 'a' && c <= 'z';
      case 'p' -> c > 32 && c < 127 && !isLetter(c) && !isDigit(c);
      case 's' -> c == ' ' || (c >= 9 && c <= 13);
      case 'u' -> c >= 'A' && c <= 'Z';
      case 'w' -> isLetter(c) || isDigit(c);
      case 'x' -> isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
      case 'A', 'C', 'D', 'G', 'L', 'P', 'S', 'U', 'W', 'X' -> !inClass(c, letter | 0x20);
      default -> letter == c;
    };
  }

  private static boolean isLetter(int c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private boolean has(int at, int c) {
    return at < pattern.m_length && pattern.luaByte(at) == c;
  }

  private LuaError error(String message) {
    return cost.refusal(message);
  }
}
