package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.ProjectPath;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The limits of compiling, in words for the author of what went past them.
public final class TooMuchSaid {
  /// What both engines say when a script has no stack left.
  private static final String NO_STACK = "Maximum call stack size exceeded";

  private static final Predicate<String> FRAME = Pattern.compile("^\\s+at ").asPredicate();

  private TooMuchSaid() {}

  public static TooMuch late(Set<ProjectPath> culprits, TimeLimitException e) {
    return new TooMuch(
        new TreeSet<>(culprits),
        "the compiler, or a plugin of the project in it, did not finish within "
            + e.limit().toSeconds()
            + (e.isStopped() ? " s" : " s, and could not be stopped, so its worker has to end")
            + "; raise farm.worker.time-limit (farm.worker.whole-build-limit with plugins) if"
            + " the project needs that long");
  }

  public static TooMuch large(Set<ProjectPath> culprits, HeapLimitException e) {
    return new TooMuch(
        new TreeSet<>(culprits),
        "the compiler, or a plugin of the project in it, needed more than " + e.limit());
  }

  static boolean isDeep(ScriptException e) {
    return String.valueOf(e.getMessage()).contains(NO_STACK);
  }

  static TooMuch deep(Set<ProjectPath> culprits) {
    return new TooMuch(
        new TreeSet<>(culprits),
        "the compiler ran out of stack: something is nested too deeply, or the chain of its imports"
            + " is too long");
  }

  /// @param e says where it was, which helps where that is a plugin
  static TooMuch deep(ScriptException e) {
    return e.scriptStack()
        .lines()
        .filter(FRAME)
        .findFirst()
        .filter(frame -> !frame.contains(WarmUpProject.NAME))
        .map(frame -> new TooMuch("a plugin of the project ran out of stack " + frame.strip()))
        .orElseGet(() -> deep(Set.of()));
  }

  /// @param limit which one, as the parser that has it says
  static TooMuch bulky(String limit) {
    return new TooMuch("what the compiler made of it is more than the farm takes (" + limit + ")");
  }
}
