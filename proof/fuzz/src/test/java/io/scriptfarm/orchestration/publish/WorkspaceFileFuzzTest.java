package io.scriptfarm.orchestration.publish;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R44 the reader of scriptfarm.json takes it or refuses it:")
class WorkspaceFileFuzzTest {
  @FuzzTest
  @DisplayName("a text")
  void workspaceFile(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      WorkspaceFile.parse(text);
    } catch (MalformedException e) {
      // Refused, in words.
    }
  }
}
