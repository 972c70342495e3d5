package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectCompilers;
import io.scriptfarm.compiler.session.ProjectCompilers.Refused;
import io.scriptfarm.compiler.session.SourceText;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.trace.LuaFile;
import io.scriptfarm.trace.SourceMap;
import java.util.Optional;

/// Finds the line of TypeScript that a line of an output comes from. Reads the snapshot at each
/// question: for what is rare.
record SourceLocator(Project project, ContentSource contents) {

  /// From the beginning of what the line was to the end of its line in TypeScript; empty when the
  /// source map or the script is not at hand.
  ///
  /// @param line of the output, counted from 1
  Optional<Diagnostic.Location> of(OutputFile output, int line) {
    try {
      return output
          .map()
          .flatMap(contents::read)
          .flatMap(map -> SourceMap.parse(map.bytes()).at(line))
          .flatMap(position -> locate(LuaFile.of(output).resolve(position.source()), position));
    } catch (MalformedException e) {
      return Optional.empty(); // by a plugin that writes maps of its own
    }
  }

  private Optional<Diagnostic.Location> locate(String path, SourceMap.Position position) {
    return text(path)
        .map(
            text -> {
              int start = 0;
              for (int line = 1; line < position.line() && start >= 0; line++) {
                start = text.indexOf('\n', start) + 1;
              }
              int begin = Math.min(start + position.column() - 1, text.length());
              int end = text.indexOf('\n', begin);
              String rest = text.substring(begin, end < 0 ? text.length() : end);
              return new Diagnostic.Location(
                  path, begin, rest.stripTrailing().length(), position.line(), position.column());
            });
  }

  private Optional<String> text(String path) {
    try {
      Snapshot snapshot = ProjectCompilers.snapshot(project, contents);
      return snapshot.entries().get(new ProjectPath(path)) instanceof Snapshot.File file
          ? contents.read(file.digest()).map(SourceText::decode)
          : Optional.empty();
    } catch (Refused | IllegalArgumentException e) {
      return Optional.empty(); // outside of the snapshot, or gone meanwhile
    }
  }
}
