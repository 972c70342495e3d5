package io.scriptfarm.service;

import io.scriptfarm.contract.TraceParent;
import java.util.Map;
import java.util.Optional;
import org.jboss.logmanager.MDC;

/// Fields of every line that a thread logs while it works for a build: `build`, and `traceId` and
/// `spanId` where the build is traced. Lines as JSON have them in `mdc`.
public final class LogFields {
  /// What is done for a build.
  @FunctionalInterface
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  private LogFields() {}

  /// Does something for a build on this thread, which does nothing for another one meanwhile.
  public static void run(String build, Optional<TraceParent> trace, Runnable work) {
    call(build, trace, work::run);
  }

  /// Does something that may fail, as {@link #run} does.
  ///
  /// @throws E what `work` throws
  public static <E extends Exception> void call(
      String build, Optional<TraceParent> trace, Work<E> work) throws E {
    Map<String, String> fields =
        trace
            .map(of -> Map.of("build", build, "traceId", of.trace(), "spanId", of.span()))
            .orElseGet(() -> Map.of("build", build));
    fields.forEach(MDC::put);
    try {
      work.run();
    } finally {
      fields.keySet().forEach(MDC::remove);
    }
  }
}
