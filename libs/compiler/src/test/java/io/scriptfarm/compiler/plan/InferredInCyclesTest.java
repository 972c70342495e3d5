package io.scriptfarm.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.protocol.ProjectGraph.GraphFile;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InferredInCyclesTest {
  private static final InferredInCycles.Cycle ALL =
      new InferredInCycles.Cycle(List.of(0, 1, 2), CompileKey.of("outlines", "1"));

  private final Map<CompileKey, Digest> known = new HashMap<>();
  private final Map<ProjectPath, Digest> types = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private boolean compilerAnswers = true;

  private static Digest digest(String text) {
    return Blob.ofUtf8(text).digest();
  }

  private static List<GraphFile> scripts(String... contents) {
    return IntStream.range(0, contents.length)
        .mapToObj(
            index ->
                new GraphFile(
                    path(index),
                    digest(contents[index]),
                    Optional.of(digest("outline " + index)),
                    true,
                    1,
                    0,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of()))
        .toList();
  }

  private static ProjectPath path(int index) {
    return new ProjectPath(index + ".ts");
  }

  private void infers(String... all) {
    for (int index = 0; index < all.length; index++) {
      types.put(path(index), digest(all[index]));
    }
  }

  /// As the search does: what is known, or what the compiler says, which is known then.
  private Map<CompileKey, Digest> inferences(Map<CompileKey, ProjectPath> wanted) {
    Map<CompileKey, Digest> found = new HashMap<>();
    wanted.forEach(
        (key, path) -> {
          if (!known.containsKey(key) && compilerAnswers) {
            asked.add(path.value());
            known.put(key, types.get(path));
          }
          if (known.containsKey(key)) {
            found.put(key, known.get(key));
          }
        });
    return found;
  }

  private Map<Integer, Digest> find(String... contents) {
    return new InferredInCycles(scripts(contents), this::inferences).find(List.of(ALL));
  }

  private static Map<Integer, Digest> answer(String... all) {
    Map<Integer, Digest> answer = new HashMap<>();
    for (int index = 0; index < all.length; index++) {
      answer.put(index, digest(all[index]));
    }
    return answer;
  }

  @Test
  @DisplayName("R4 a changed body that means the same leaves the others of its cycle known")
  void changedBodyOfSameType() {
    infers("A", "B", "C");
    assertEquals(answer("A", "B", "C"), find("a", "b", "c"));
    asked.clear();

    assertEquals(answer("A", "B", "C"), find("a", "b", "other"));

    assertEquals(List.of("2.ts", "2.ts"), asked, "a guess, and its confirmation");
  }

  @Test
  @DisplayName("R4 a changed body that means something else has the whole cycle looked into")
  void changedBodyOfAnotherType() {
    infers("A", "B", "C");
    find("a", "b", "c");

    infers("A", "B of other", "other");
    assertEquals(answer("A", "B of other", "other"), find("a", "b", "other"));
    infers("A", "B", "C");
    assertEquals(answer("A", "B", "C"), find("a", "b", "c"));
  }

  @Test
  @DisplayName("R4 a guess that nothing confirms is no answer")
  void guessWithoutConfirmation() {
    infers("A", "B", "C");
    find("a", "b", "c");
    find("a", "b", "other");
    compilerAnswers = false;

    assertEquals(answer("A", "B", "C"), find("a", "b", "other"));
    assertEquals(Map.of(), find("a", "b", "unheard of"));
    assertEquals(Map.of(), find("a", "other", "other"));
  }
}
