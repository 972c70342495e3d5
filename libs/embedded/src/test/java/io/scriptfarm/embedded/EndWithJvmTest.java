package io.scriptfarm.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What ends with a JVM")
class EndWithJvmTest {
  /// The JVM that starts three programs, prints their process ids, and waits.
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Process forgotten = new ProcessBuilder("sleep", "600").start();
      Process kept = new ProcessBuilder("sleep", "600").start();
      Process group = new ProcessBuilder("setsid", "sleep", "600").start();
      EndWithJvm.process(forgotten.pid()).close();
      EndWithJvm.process(kept.pid());
      EndWithJvm.group(group.pid());
      System.out.println(forgotten.pid());
      System.out.println(kept.pid());
      System.out.println(group.pid());
      kept.waitFor();
    }
  }

  @Test
  @DisplayName("is ended when the JVM was killed, unless it was forgotten before")
  void endsWhenTheJvmIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = parent.inputReader()) {
      ProcessHandle forgotten = handle(out.readLine());
      ProcessHandle kept = handle(out.readLine());
      ProcessHandle group = handle(out.readLine());
      try {
        parent.destroyForcibly().waitFor();

        assertEquals(kept, kept.onExit().get(30, TimeUnit.SECONDS));
        assertEquals(group, group.onExit().get(30, TimeUnit.SECONDS));
        assertTrue(forgotten.isAlive());
      } finally {
        forgotten.destroyForcibly();
        kept.destroyForcibly();
        group.destroyForcibly();
      }
    }
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }
}
