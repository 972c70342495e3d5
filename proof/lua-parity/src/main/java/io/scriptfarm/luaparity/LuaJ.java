package io.scriptfarm.luaparity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/// Runs Lua texts on LuaJ in this process, each in globals of its own, to an end that it sets
/// itself.
final class LuaJ {
  /// A thousand times what the longest case that ends needs.
  private static final int INSTRUCTIONS = 20_000_000;

  /// Of what instructions do not count, such as a pattern.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int STACK_BYTES = 8 << 20;

  private LuaJ() {}

  /// What the text prints.
  static String run(String text) throws InterruptedException {
    CompletableFuture<String> printed = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                printed.complete(print(text));
              } catch (Throwable e) { // LuaJ lets errors of the machine through, and so do budgets
                printed.completeExceptionally(e);
              }
            },
            "luaj",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return printed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return "it did not end within " + PATIENCE.toSeconds() + " s";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    }
  }

  private static String print(String text) {
    var printed = new ByteArrayOutputStream();
    Globals globals = JsePlatform.debugGlobals();
    globals.load(new Budget());
    globals.STDOUT = new PrintStream(printed, true, StandardCharsets.ISO_8859_1);
    globals.STDIN = InputStream.nullInputStream();
    globals.set(
        "PARITY_DIGITS",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue number) {
            return LuaValue.valueOf(Double.toString(number.todouble()));
          }
        });
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // it is ASCII
    globals.load(new ByteArrayInputStream(bytes), "@driver.lua", "t", globals).call();
    return printed.toString(StandardCharsets.ISO_8859_1);
  }

  /// Ends a program, whatever it catches.
  private static final class Budget extends DebugLib {
    private int left = INSTRUCTIONS;

    @Override
    public void onInstruction(int pc, Varargs v, int top) {
      if (left-- <= 0) {
        throw new SpentError();
      }
      super.onInstruction(pc, v, top);
    }
  }

  private static final class SpentError extends Error {
    private static final long serialVersionUID = 1L;

    SpentError() {
      super("it did not end within " + INSTRUCTIONS + " instructions", null, false, false);
    }
  }
}
