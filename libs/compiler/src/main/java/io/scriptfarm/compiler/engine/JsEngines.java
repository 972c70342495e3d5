package io.scriptfarm.compiler.engine;

import java.util.Optional;

/// The engines of this process, each made when first asked for and kept until the process ends.
/// Thread-safe.
public final class JsEngines {
  private static final System.Logger LOG = System.getLogger(JsEngines.class.getName());

  private JsEngines() {}

  /// The engine to use.
  ///
  /// @throws EngineUnavailableException if V8 is asked for and cannot be loaded; `AUTO` takes
  ///     GraalJS then
  public static JsEngine select(EnginePreference preference) {
    return switch (preference) {
      case GRAALJS -> GraalHolder.ENGINE;
      case V8 ->
          switch (V8Holder.FOUND) {
            case V8.Loaded(JsEngine engine) -> engine;
            case V8.Unavailable(String why, Throwable cause) ->
                throw new EngineUnavailableException(why, cause);
          };
      case AUTO ->
          switch (V8Holder.FOUND) {
            case V8.Loaded(JsEngine engine) -> engine;
            case V8.Unavailable unavailable -> GraalHolder.ENGINE;
          };
    };
  }

  /// Why V8 cannot run on this machine, and what to do; empty if it can. Loads it if need be.
  public static Optional<String> whyNotV8() {
    return switch (V8Holder.FOUND) {
      case V8.Loaded loaded -> Optional.empty();
      case V8.Unavailable(String why, Throwable cause) -> Optional.of(why);
    };
  }

  private sealed interface V8 {
    record Loaded(JsEngine engine) implements V8 {}

    record Unavailable(String why, Throwable cause) implements V8 {}
  }

  private static final class V8Holder {
    static final V8 FOUND = find();

    private V8Holder() {}

    private static V8 find() {
      try {
        return new V8.Loaded(V8Engine.load());
      } catch (EngineUnavailableException e) {
        LOG.log(System.Logger.Level.WARNING, e.getMessage());
        return new V8.Unavailable(String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static final class GraalHolder {
    static final JsEngine ENGINE = GraalEngine.create();

    private GraalHolder() {}
  }
}
