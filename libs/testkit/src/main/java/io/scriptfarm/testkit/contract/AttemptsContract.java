package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.CompileKey;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link Attempts}, for every implementation to pass.
@DisplayName("R43 attempts")
public abstract class AttemptsContract {
  /// The attempts to test; may hold those of other tests.
  protected abstract Attempts attempts();

  @Test
  void eachCountsOnceHoweverOftenItIsSaid() {
    CompileKey twice = key("twice");
    CompileKey once = key("once");
    assertEquals(Map.of(twice, 1), attempts().begin(Set.of(twice), "first"));
    assertEquals(Map.of(twice, 1), attempts().begin(Set.of(twice), "first"));
    assertEquals(Map.of(twice, 2, once, 1), attempts().begin(Set.of(twice, once), "second"));
    assertEquals(Map.of(), attempts().begin(Set.of(), "of nothing"));
  }

  @Test
  void whatIsTakenBackDoesNotCount() {
    CompileKey key = key("given back");
    attempts().begin(Set.of(key), "failed");
    attempts().begin(Set.of(key), "interrupted");
    attempts().takeBack(Set.of(key), "interrupted");
    attempts().takeBack(Set.of(key, key("never begun")), "interrupted");
    assertEquals(Map.of(key, 2), attempts().begin(Set.of(key), "next"));
  }

  @Test
  void whatEndedIsForgotten() {
    CompileKey key = key("ended");
    attempts().begin(Set.of(key), "first");
    attempts().forget(Set.of(key, key("never begun")));
    attempts().forget(Set.of());
    assertEquals(Map.of(key, 1), attempts().begin(Set.of(key), "second"));
  }

  private static CompileKey key(String name) {
    return CompileKey.of("attempts", name);
  }
}
