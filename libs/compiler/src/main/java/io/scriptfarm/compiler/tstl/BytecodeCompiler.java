package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Project;
import io.scriptfarm.lua.LuaCompiler;
import io.scriptfarm.lua.LuaCompilers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compiles the Lua files of a build to bytecode, and remembers what it compiled last: most of a
/// project's files are the same the next time. Not thread-safe.
final class BytecodeCompiler {
  /// Bytes of bytecode; that of 250 scripts takes 2 MB.
  private static final long CAPACITY = 24L << 20;

  private static final long PER_ENTRY = 200;

  private final LuaCompilers compilers;
  private final LinkedHashMap<Source, Compiled> known = new LinkedHashMap<>(64, 0.75f, true);
  private long size;

  BytecodeCompiler(LuaCompilers compilers) {
    this.compilers = compilers;
  }

  private record Source(BytecodeFormat format, Digest text, String chunkName) {}

  /// What became of a file.
  private sealed interface Compiled {}

  private record Code(Blob dump) implements Compiled {}

  private record Refused(LuaCompiler.NotLua error) implements Compiled {}

  /// {@link BytecodeJob.BytecodeCompiled}, or {@link CompileOutcome.Failed} where this process
  /// has no compiler for the format.
  Product compile(
      BytecodeFormat format, Project project, LinkJob.Linked linked, ContentSource contents) {
    return switch (compilers.find(format)) {
      case LuaCompilers.Here(LuaCompiler compiler) ->
          compile(compiler, format, new SourceLocator(project, contents), linked, contents);
      case LuaCompilers.Absent(String reason) ->
          Product.of(new CompileOutcome.Failed(CompileOutcome.Blame.RESOURCES, reason));
    };
  }

  private Product compile(
      LuaCompiler compiler,
      BytecodeFormat format,
      SourceLocator locator,
      LinkJob.Linked linked,
      ContentSource contents) {
    SortedMap<String, BytecodeJob.Chunk> chunks = new TreeMap<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<Blob> blobs = new ArrayList<>();
    Map<CompileKey, CompileOutcome.Settled> artifacts = new HashMap<>();
    for (OutputFile output : linked.outputs().stream().filter(OutputFile::lua).toList()) {
      Source source = new Source(format, output.digest(), "@" + output.path());
      Compiled compiled = known.get(source);
      if (compiled == null) {
        Optional<Blob> text = contents.read(output.digest());
        if (text.isEmpty()) {
          return Product.lost("the linked Lua");
        }
        compiled = compile(compiler, source, text.get());
        remember(source, compiled);
      }
      switch (compiled) {
        case Code(Blob dump) -> {
          chunks.put(output.path(), new BytecodeJob.Loadable(dump.digest(), dump.size()));
          blobs.add(dump);
          artifacts.putAll(LinkJob.Artifact.of(output, dump.digest()));
        }
        case Refused(LuaCompiler.NotLua error) -> {
          chunks.put(output.path(), new BytecodeJob.Invalid(error.line(), error.message()));
          diagnostics.add(new InvalidLua(format, output, error).diagnostic(locator));
        }
      }
    }
    return new Product(
        new BytecodeJob.BytecodeCompiled(chunks, diagnostics, linked.refutedBy()),
        blobs,
        artifacts);
  }

  private static Compiled compile(LuaCompiler compiler, Source source, Blob text) {
    return switch (compiler.compile(text, source.chunkName())) {
      case LuaCompiler.Dump(Blob dump) -> new Code(dump);
      case LuaCompiler.NotLua error -> new Refused(error);
    };
  }

  private void remember(Source source, Compiled compiled) {
    known.put(source, compiled);
    size += size(compiled);
    while (size > CAPACITY && known.size() > 1) {
      Map.Entry<Source, Compiled> eldest = known.pollFirstEntry();
      size -= size(eldest.getValue());
    }
  }

  private static long size(Compiled compiled) {
    return PER_ENTRY + (compiled instanceof Code(Blob dump) ? dump.size() : 0);
  }
}
