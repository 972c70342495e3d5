package io.scriptfarm.contract;

/// What one build compiles: a configuration file of a snapshot. `toolchain` is the farm's own by
/// its digest: the pair for projects that bring none, and the driver around any. The pair that a
/// project brings is part of its snapshot.
public record Project(Digest toolchain, Digest snapshot, ProjectPath config) {

  /// The key of this project's {@link Plan}.
  public CompileKey planKey() {
    return CompileKey.of("plan", toolchain.hex(), snapshot.hex(), config.value());
  }

  /// The key of the linked result. What is linked, or compiled as a whole, follows from the plan,
  /// so nothing else is in it.
  public CompileKey linkKey() {
    return CompileKey.of("link", planKey().toString());
  }

  /// The key of the Lua or JavaScript of one script, compiled by itself.
  public CompileKey saveKey(ProjectPath script, Emit emit) {
    return CompileKey.of("save", emit.name(), planKey().toString(), script.value());
  }

  /// The key of the bytecode of the linked result.
  public CompileKey bytecodeKey(BytecodeFormat format) {
    return CompileKey.of("bytecode", linkKey().toString(), format.id(), format.compiler());
  }

  /// The key of how a script behaves in both languages, with so many calls of `onUpdate`.
  public CompileKey parityKey(ProjectPath script, int updates) {
    return CompileKey.of("parity", planKey().toString(), script.value(), Integer.toString(updates));
  }
}
