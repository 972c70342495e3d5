package io.scriptfarm.compiler.engine;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The process that makes one snapshot of V8: reads a [StartScript] from its standard input, writes
/// the [SnapshotFile].
final class SnapshotMaker {
  private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), 1024L * 1024 * 1024);

  private SnapshotMaker() {}

  /// @param arguments the file to write, and the name that it will have
  public static void main(String[] arguments) throws IOException {
    StartScript start = read(new DataInputStream(System.in));
    V8Engine engine = V8Engine.load();
    byte[] snapshot = engine.snapshot(start, LIMITS);
    engine.restore(start, snapshot, LIMITS).close(); // else this process ends here
    SnapshotFile.write(Path.of(arguments[0]), arguments[1], snapshot);
  }

  static void write(StartScript start, OutputStream request) throws IOException {
    var out = new DataOutputStream(new BufferedOutputStream(request, 1 << 16));
    text(out, start.name());
    text(out, start.identity());
    text(out, start.script().get());
    WarmUp warmUp = start.warmUp().get();
    out.writeInt(warmUp.calls().size());
    for (WarmUp.Call call : warmUp.calls()) {
      text(out, call.function());
      text(out, call.argument());
    }
    out.writeInt(warmUp.answers().values().stream().mapToInt(Map::size).sum());
    for (var of : warmUp.answers().entrySet()) {
      for (var answer : of.getValue().entrySet()) {
        text(out, of.getKey());
        text(out, answer.getKey());
        text(out, answer.getValue());
      }
    }
    out.flush();
  }

  private static StartScript read(DataInputStream in) throws IOException {
    String name = text(in);
    String identity = text(in);
    String script = text(in);
    List<WarmUp.Call> calls = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      calls.add(new WarmUp.Call(text(in), text(in)));
    }
    Map<String, Map<String, String>> answers = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      answers.computeIfAbsent(text(in), of -> new HashMap<>()).put(text(in), text(in));
    }
    return new StartScript(name, identity, () -> script, () -> new WarmUp(calls, answers));
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
