package io.scriptfarm.runtime.luaj;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.VarArgFunction;

/// The global functions of Lua, for all scripts of an engine. Those of LuaJ that are right are
/// taken over.
final class BaseFunctions {
  private static final List<String> TAKEN_OVER =
      List.of(
          "ipairs",
          "next",
          "rawequal",
          "rawget",
          "rawlen",
          "rawset",
          "select",
          "setmetatable",
          "tonumber",
          "type");
  private static final LuaString PAIRS = LuaString.valueOf("__pairs");
  private static final byte BYTECODE = 0x1B;

  private final Meter meter;
  private final LuaTable functions = new LuaTable();
  private boolean handling; // an error, in the handler of an `xpcall`

  /// @param luaj where LuaJ's functions are
  BaseFunctions(Meter meter, Globals luaj) {
    this.meter = meter;
    TAKEN_OVER.forEach(name -> functions.set(name, luaj.get(name)));
    add("assert", this::assertion);
    add("collectgarbage", _ -> LuaValue.ZERO); // the JVM's business
    add("error", this::error);
    add("getmetatable", arguments -> metatable(arguments.checkvalue(1)));
    add("pairs", arguments -> pairs(arguments.checkvalue(1), luaj.get("next")));
    add("pcall", this::pcall);
    add("tostring", arguments -> StringFunctions.text(arguments.checkvalue(1)));
    add("unpack", arguments -> Tables.unpack(arguments, meter));
    add("xpcall", this::xpcall);
  }

  @FunctionalInterface
  private interface Body {
    Varargs apply(Varargs arguments);
  }

  private void add(String name, Body body) {
    functions.set(name, function(body));
  }

  private static LuaValue function(Body body) {
    return new VarArgFunction() {
      @Override
      public Varargs invoke(Varargs arguments) {
        return body.apply(arguments);
      }
    };
  }

  void addTo(Globals environment) {
    Tables.copyInto(functions, environment);
    environment.set("_G", environment);
    environment.set("_VERSION", LuaValue.valueOf("Lua 5.2"));
    environment.set("load", function(arguments -> load(arguments, environment)));
    LuaTable debug = new LuaTable();
    debug.set("traceback", function(this::traceback));
    debug.set("getinfo", function(this::info));
    environment.set("debug", debug);
  }

  private Varargs assertion(Varargs arguments) {
    if (arguments.arg1().toboolean()) {
      return arguments;
    }
    throw new LuaFailure(
        arguments.narg() > 1 ? arguments.arg(2) : LuaValue.valueOf("assertion failed!"));
  }

  private Varargs error(Varargs arguments) {
    LuaValue message = arguments.arg1();
    int level = arguments.optint(2, 1);
    if (message.type() != LuaValue.TSTRING || level < 1) {
      throw new LuaFailure(message);
    }
    throw new LuaFailure(LuaValue.valueOf(meter.frames().place(level)).concat(message));
  }

  /// That of strings belongs to all scripts of the JVM.
  private static LuaValue metatable(LuaValue value) {
    LuaValue metatable = value.getmetatable();
    if (metatable == null) {
      return LuaValue.NIL;
    }
    return value.type() == LuaValue.TSTRING
        ? LuaValue.FALSE
        : metatable.rawget(LuaValue.METATABLE).optvalue(metatable);
  }

  private static Varargs pairs(LuaValue value, LuaValue next) {
    LuaValue custom = value.metatag(PAIRS);
    return custom.isnil()
        ? LuaValue.varargsOf(next, value.checktable(), LuaValue.NIL)
        : custom.invoke(value).subargs(1);
  }

  /// The value that an error becomes in Lua.
  ///
  /// @throws Error when it is none that Lua may catch
  static LuaValue caught(Throwable failure, Meter meter) {
    return switch (failure) {
      case LuaError error -> meter.valueOf(error);
      case Error end -> throw end;
      default -> LuaValue.valueOf(String.valueOf(failure.getMessage()));
    };
  }

  private Varargs pcall(Varargs arguments) {
    LuaValue function = arguments.checkvalue(1);
    int depth = meter.frames().depth();
    try {
      return LuaValue.varargsOf(LuaValue.TRUE, function.invoke(arguments.subargs(2)));
    } catch (RuntimeException e) {
      meter.frames().cutTo(depth);
      meter.chargeError();
      return LuaValue.varargsOf(LuaValue.FALSE, caught(e, meter));
    }
  }

  private Varargs xpcall(Varargs arguments) {
    Varargs result = pcall(LuaValue.varargsOf(arguments.arg1(), arguments.subargs(3)));
    if (result.arg1().toboolean()) {
      return result;
    }
    boolean before = handling;
    handling = true;
    try {
      return LuaValue.varargsOf(LuaValue.FALSE, arguments.arg(2).invoke(result.arg(2)));
    } catch (RuntimeException e) {
      meter.chargeError();
      return LuaValue.varargsOf(LuaValue.FALSE, caught(e, meter));
    } finally {
      handling = before;
    }
  }

  /// Text alone. LuaJ counts instructions only of functions whose environment is a `Globals`.
  private Varargs load(Varargs arguments, Globals environment) {
    LuaString text = text(arguments.arg1());
    String name = arguments.optjstring(2, text.tojstring());
    meter.charge(text.m_length);
    if (text.m_length > 0 && text.luaByte(0) == BYTECODE) {
      return refused("attempt to load a binary chunk (mode is 't')");
    }
    if (!arguments.optjstring(3, "bt").contains("t")) {
      return refused("attempt to load a text chunk (mode is 'b')");
    }
    try {
      Prototype prototype = compile(text, name);
      LuaValue custom = arguments.arg(4);
      return new LuaClosure(
          prototype, custom.isnil() ? environment : around(custom.checktable(), environment));
    } catch (LuaError e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return refused("chunk has too many syntax levels");
    }
  }

  private LuaString text(LuaValue source) {
    if (source.isstring()) {
      return source.checkstring();
    }
    LuaValue function = source.checkfunction();
    LuaString all = LuaString.valueOf("");
    for (LuaValue piece = function.call();
        piece.isstring() && piece.checkstring().m_length > 0;
        piece = function.call()) {
      meter.chargeString(all.m_length + (long) piece.checkstring().m_length);
      all = all.concat(piece).checkstring();
    }
    return all;
  }

  static Prototype compile(LuaString text, String name) {
    try {
      return LuaC.instance.compile(
          new ByteArrayInputStream(text.m_bytes, text.m_offset, text.m_length), name);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  private static Varargs refused(String why) {
    return LuaValue.varargsOf(LuaValue.NIL, LuaValue.valueOf(why));
  }

  /// A `Globals` that is the table to whoever looks.
  private static Globals around(LuaTable table, Globals like) {
    Globals around = new Globals();
    around.debuglib = like.debuglib;
    LuaTable metatable = new LuaTable();
    metatable.set(LuaValue.INDEX, table);
    metatable.set(LuaValue.NEWINDEX, table);
    around.setmetatable(metatable);
    return around;
  }

  private Varargs traceback(Varargs arguments) {
    LuaValue message = arguments.arg1();
    if (!message.isnil() && !message.isstring()) {
      return message;
    }
    String trace =
        handling ? meter.lastTraceback() : meter.frames().traceback(arguments.optint(2, 1));
    meter.chargeBytes(trace.length());
    return LuaValue.valueOf(message.isnil() ? trace : message.tojstring() + "\n" + trace);
  }

  /// Source, line and parameters, which TypeScriptToLua asks for.
  private Varargs info(Varargs arguments) {
    LuaTable info = new LuaTable();
    LuaValue what = arguments.arg1();
    if (what instanceof LuaClosure closure) {
      describe(info, closure.p);
      info.set("currentline", LuaValue.valueOf(-1));
      return info;
    }
    if (!what.isnumber()) {
      throw new LuaFailure("bad argument #1 to 'getinfo' (function or level expected)");
    }
    int level = what.toint();
    if (!meter.frames().has(level)) {
      return LuaValue.NIL;
    }
    describe(info, meter.frames().at(level).p);
    info.set("currentline", LuaValue.valueOf(meter.frames().line(level)));
    info.set("func", meter.frames().at(level));
    return info;
  }

  private static void describe(LuaTable info, Prototype function) {
    info.set("source", function.source == null ? LuaValue.valueOf("=?") : function.source);
    info.set("short_src", LuaValue.valueOf(Frames.source(function)));
    info.set("linedefined", LuaValue.valueOf(function.linedefined));
    info.set("lastlinedefined", LuaValue.valueOf(function.lastlinedefined));
    info.set("nparams", LuaValue.valueOf(function.numparams));
    info.set("isvararg", LuaValue.valueOf(function.is_vararg != 0));
    info.set("what", LuaValue.valueOf(function.linedefined == 0 ? "main" : "Lua"));
  }
}
