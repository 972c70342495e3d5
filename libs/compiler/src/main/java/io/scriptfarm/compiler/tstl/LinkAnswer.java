package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.lua.LuaJBytecode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Bytecode;
import io.scriptfarm.contract.CompileOutcome.OutputFile;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a build writes, as the driver's `link.ts` has it.
record LinkAnswer(
    List<Output> outputs, List<Diagnostic> diagnostics, boolean emitSkipped, boolean checksOnly) {

  LinkAnswer {
    outputs = List.copyOf(outputs);
    diagnostics = List.copyOf(diagnostics);
  }

  record Output(String path, Optional<ProjectPath> script, String text) {}

  /// The outputs as blobs, with bytecode beside the Lua, and the outcome that names them.
  Product product(List<Diagnostic> diagnostics, BytecodeMemory memory) {
    List<Blob> blobs = new ArrayList<>();
    List<OutputFile> files = files(memory, blobs);
    return new Product(new CompileOutcome.Linked(files, diagnostics, emitSkipped), blobs);
  }

  /// As {@link #product}, of one script.
  Product saved(BytecodeMemory memory) {
    List<Blob> blobs = new ArrayList<>();
    return new Product(new CompileOutcome.Saved(files(memory, blobs)), blobs);
  }

  private List<OutputFile> files(BytecodeMemory memory, List<Blob> blobs) {
    List<OutputFile> files = new ArrayList<>();
    for (Output output : outputs) {
      Blob text = Blob.ofUtf8(output.text());
      blobs.add(text);
      files.add(
          new OutputFile(
              output.path(),
              output.script(),
              text.digest(),
              text.size(),
              bytecode(output, text.digest(), memory, blobs)));
    }
    return files;
  }

  private static Bytecode bytecode(
      Output output, Digest text, BytecodeMemory memory, List<Blob> blobs) {
    if (!output.path().endsWith(".lua")) {
      return new Bytecode.None();
    }
    return switch (memory.compile(text, output.text(), "@" + output.path())) {
      case LuaJBytecode.Result.Chunk(Blob code) -> {
        blobs.add(code);
        yield new Bytecode.LuaJ(code.digest());
      }
      case LuaJBytecode.Result.NotLua52(String message, int line) ->
          new Bytecode.Unavailable(line == 0 ? message : "line " + line + ": " + message);
    };
  }
}
