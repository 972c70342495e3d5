package io.scriptfarm.compiler.engine;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/// What needs data about locales, done by a GraalJS beside the sessions, which brings them. V8 does
/// not: Javet has a V8 with ICU, and no data for it. So both engines say the same of `Intl`, and
/// none of it depends on the locale or the time zone of the machine: those are `en-US` and UTC.
/// Thread-safe; the context is made with the first question.
final class Locales {
  /// By which name sessions ask.
  static final String NAME = "locales";

  /// Takes the place of the engines' own functions.
  static final String REPLACEMENTS = Prelude.text("locales.js");

  private Locales() {}

  private static final class Answering {
    static final Value FUNCTION = start();

    private Answering() {}

    private static Value start() {
      String name = "locales-answer.js";
      Context context =
          GraalRealm.sandboxed(
              Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build());
      return context.eval(Source.newBuilder("js", Prelude.text(name), name).buildLiteral());
    }
  }

  /// @param question as `locales.js` asks it, in JSON
  /// @return a value or an error, in JSON
  static String answer(String question) {
    synchronized (Answering.class) {
      return Answering.FUNCTION.execute(question).asString();
    }
  }
}
