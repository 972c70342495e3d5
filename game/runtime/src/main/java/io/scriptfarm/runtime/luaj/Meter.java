package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd.Limit;
import io.scriptfarm.runtime.engine.CallEnd.Spent;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.SampleListener;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;

/// Counts what a call takes, and ends it when it took what it may. LuaJ asks it before each
/// instruction; functions in Java say what they cost before they do it.
///
/// Coroutines run in other threads, one at a time; the hand-over between them orders what they see.
final class Meter extends DebugLib implements Patterns.Cost {
  /// The meter of the code that runs, for functions that all scripts of the JVM share.
  static final ScopedValue<Meter> CURRENT = ScopedValue.newInstance();

  /// At the end of a message that LuaJ added its place to.
  private static final String MARK = "\n\0";

  private static final int SLICE = 1_000; // instructions between two looks at the clock
  private static final int ERROR = 50; // instructions
  private static final int ERROR_PER_FRAME = 20; // Java writes its stack down
  private static final int BYTES_PER_INSTRUCTION = 8;

  /// Bytes that an instruction may take, by its code; the rest take none, or say it themselves.
  private static final int[] TAKES = new int[64];

  static {
    TAKES[Lua.OP_NEWTABLE] = 80; // with its first places
    TAKES[Lua.OP_CLOSURE] = 96; // with what it closes over
    TAKES[Lua.OP_VARARG] = 32;
    TAKES[Lua.OP_SETTABLE] = 32; // a place in a table that grows
    TAKES[Lua.OP_SETTABUP] = 32;
    TAKES[Lua.OP_SETLIST] = 800; // 50 places at the most
  }

  private final EngineLimits limits;
  private final LongSupplier nanos;
  private Frames frames;
  private @Nullable Run run;
  private long credit; // instructions until the next look at the clock
  private String traceback = "";
  private String place = ""; // where the last error was, as LuaJ says it
  private @Nullable SampleListener sampler;
  private int period; // instructions between two samples
  private long taken; // bytes of all calls
  private long total; // instructions of all calls that ended
  private long nextSample; // when that many were executed

  /// @param nanos any clock in nanoseconds that goes on
  Meter(EngineLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.frames = new Frames(limits.callDepth());
  }

  EngineLimits limits() {
    return limits;
  }

  Frames frames() {
    return frames;
  }

  /// The frames of what runs from now on.
  Frames change(Frames next) {
    Frames before = frames;
    frames = next;
    return before;
  }

  /// One call from the host.
  final class Run {
    private final @Nullable Run outer;
    private final long creditOfOuter;
    private final long allowed;
    private final long begin;
    private final long takenBefore = taken;
    private long deadline;
    private final int depth;
    private long reserve; // instructions beyond the credit
    private @Nullable Abort abort;

    private Run(Allowance allowance) {
      this.outer = run;
      this.creditOfOuter = credit;
      this.begin = nanos.getAsLong();
      long most = Math.min(allowance.time().toNanos(), Long.MAX_VALUE / 2);
      long end = begin + most;
      Run around = outer;
      if (around == null) {
        this.allowed = allowance.instructions();
        this.deadline = end;
      } else {
        this.allowed =
            Math.min(allowance.instructions(), Math.max(0, credit) + Math.max(0, around.reserve));
        this.deadline = end - around.deadline < 0 ? end : around.deadline;
      }
      this.reserve = allowed - Math.min(slice(total), allowed);
      this.depth = frames.depth();
    }

    private long spent() {
      return allowed - reserve - credit;
    }

    /// Ends it, and takes what it took from the call around it.
    Spent end() {
      frames.cutTo(depth);
      long spent = spent();
      run = outer;
      total += outer == null ? spent : 0;
      credit = creditOfOuter - (outer == null ? 0 : spent);
      return new Spent(spent, nanos.getAsLong() - begin, taken - takenBefore);
    }
  }

  Run begin(Allowance allowance) {
    Run next = new Run(allowance);
    run = next;
    credit = next.allowed - next.reserve; // a short call never sees the clock
    return next;
  }

  /// @throws Abort when that is more than the call may take
  @Override
  public void charge(long instructions) {
    credit -= instructions;
    if (credit < 0) {
      refill();
    }
  }

  @Override
  public LuaError refusal(String message) {
    return new LuaFailure(LuaValue.valueOf(frames.place(1) + message));
  }

  /// The clock.
  long now() {
    return nanos.getAsLong();
  }

  /// Gives the calls that run more time, for work that was not theirs.
  void extend(long nanos) {
    for (Run each = run; each != null; each = each.outer) {
      each.deadline += nanos;
    }
  }

  /// For an error that was caught.
  void chargeError() {
    charge(ERROR);
  }

  /// For work that touches so many bytes.
  void chargeBytes(long bytes) {
    charge(bytes / BYTES_PER_INSTRUCTION);
  }

  /// For a string that is going to be made.
  ///
  /// @throws LuaError when it is longer than strings may be
  void chargeString(long bytes) {
    chargeString(bytes, bytes);
  }

  /// For a string that grows.
  ///
  /// @param bytes how long it becomes
  /// @param more how many of them are new
  void chargeString(long bytes, long more) {
    if (bytes > limits.stringBytes()) {
      throw new LuaFailure(LuaValue.valueOf(frames.place(1) + "resulting string too large"));
    }
    taken += more;
    chargeBytes(more);
  }

  /// For memory that is not a string's.
  void take(long bytes) {
    taken += bytes;
  }

  private void refill() {
    Run current = run;
    if (current == null) {
      credit = 0; // the host itself
      return;
    }
    Abort before = current.abort;
    if (before != null) {
      throw before;
    }
    if (nanos.getAsLong() - current.deadline >= 0) {
      throw abort(current, Limit.TIME);
    }
    long slice = slice(total + current.spent());
    long wanted = Math.max(slice, slice - credit);
    long taken = Math.min(wanted, current.reserve);
    credit += taken;
    current.reserve -= taken;
    if (credit < 0) {
      throw abort(current, Limit.INSTRUCTIONS);
    }
  }

  /// @param period instructions between two samples
  void sample(int period, @Nullable SampleListener listener) {
    this.period = period;
    sampler = listener;
    nextSample = total + period;
  }

  /// How many instructions may go by before something is to be done; takes a sample when it is
  /// time.
  ///
  /// @param executed instructions so far
  private long slice(long executed) {
    SampleListener listener = sampler;
    if (listener == null) {
      return SLICE;
    }
    if (executed >= nextSample && frames.depth() > 0) {
      nextSample = executed + period;
      listener.sampled(frames.places());
    }
    return Math.clamp(nextSample - executed, 1, SLICE);
  }

  private Abort abort(Run ended, Limit limit) {
    credit = -1; // so that whatever goes on ends at its next instruction
    Abort abort = new Abort(limit, frames.traceback(1));
    ended.abort = abort;
    return abort;
  }

  @Override
  public void onCall(LuaFunction function) {}

  @Override
  public void onCall(LuaClosure closure, Varargs arguments, LuaValue[] stack) {
    frames.enter(closure, stack);
  }

  @Override
  public void onReturn() {
    frames.leave();
  }

  @Override
  public void onInstruction(int pc, Varargs v, int top) {
    int instruction = frames.reach(pc);
    if (--credit < 0) {
      refill();
    }
    int code = instruction & 0x3f;
    taken += TAKES[code];
    if (code == Lua.OP_CONCAT) {
      concat(frames.registers(), Lua.GETARG_B(instruction), Lua.GETARG_C(instruction));
    }
  }

  /// `..` of LuaJ takes what it likes and has digits of its own. Its operands are registers that
  /// nothing else uses.
  private void concat(LuaValue[] registers, int from, int to) {
    long bytes = 0;
    for (int i = from; i <= to; i++) {
      LuaValue operand = registers[i];
      if (operand.type() == LuaValue.TNUMBER) {
        operand = NumberText.of(operand);
        registers[i] = operand;
      }
      if (operand instanceof LuaString text) {
        bytes += text.m_length;
      }
    }
    chargeString(bytes);
  }

  /// LuaJ asks for this once for each error, where it happens, and adds it to the message.
  @Override
  public String traceback(int level) {
    charge(ERROR + (long) ERROR_PER_FRAME * frames.depth());
    traceback = frames.traceback(1);
    place = frames.has(1) ? frames.at(1).p.source + ":" + frames.line(1) + " " : "";
    return MARK.substring(1);
  }

  /// The traceback of the last error.
  String lastTraceback() {
    return traceback;
  }

  /// What `pcall` gives for an error: the value that was thrown, or LuaJ's message in Lua's form.
  LuaValue valueOf(LuaError error) {
    LuaValue value = error.getMessageObject();
    if (value == null) {
      return LuaValue.NIL;
    }
    if (value.type() != LuaValue.TSTRING || !value.tojstring().endsWith(MARK)) {
      return value;
    }
    String marked = value.tojstring();
    String text = marked.substring(0, marked.length() - MARK.length());
    if (place.isEmpty() || !text.startsWith(place)) {
      return LuaValue.valueOf(text);
    }
    String where = place.startsWith("@") || place.startsWith("=") ? place.substring(1) : place;
    return LuaValue.valueOf(where.strip() + ": " + text.substring(place.length()));
  }
}
