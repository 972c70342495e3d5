package io.scriptfarm.cli.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/// Steps that go on side by side, and may fail as steps of `up` and `down` do.
final class SideBySide {
  private SideBySide() {}

  @FunctionalInterface
  interface Step {
    void run() throws RunException;
  }

  static CompletableFuture<?> run(ExecutorService threads, Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (RunException e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  /// Returns when all have ended, or one of them fails.
  ///
  /// @param onFailure is told of it at once, so that the others end, too
  static void await(List<CompletableFuture<?>> all, Runnable onFailure) throws RunException {
    CompletableFuture<?> first = new CompletableFuture<>();
    for (CompletableFuture<?> one : all) {
      CompletableFuture<?> unused =
          one.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  onFailure.run();
                  first.completeExceptionally(failure);
                }
              });
    }
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), first)
          .join();
    } catch (CompletionException e) {
      Throwable cause = e;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof RunException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
