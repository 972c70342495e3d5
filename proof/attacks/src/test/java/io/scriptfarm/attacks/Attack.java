package io.scriptfarm.attacks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A project that means harm, beside two scripts that do not.
///
/// @param files of the project, by path
/// @param end what has to come of it
/// @param words what has to be said
/// @param endless whether only a limit of time ends it
record Attack(
    String name, Map<String, byte[]> files, End end, List<String> words, boolean endless) {
  /// What may come of an attack.
  enum End {
    /// Errors or none; the neighbours have their Lua.
    NEIGHBOURS_BUILT,
    /// What was asked for cannot be built at all.
    NOTHING_BUILT,
    /// Its own code says what becomes of it; only the next build matters.
    ITS_OWN_AFFAIR
  }

  static final String NEAR =
      "export class Near { xs = [1, 2].map(x => x * 2); }\nexport enum Side { Left, Right }\n";
  static final String USER =
      "import { Near, Side } from \"./near\";\nexport const s = new Near().xs.join() + Side.Left;\n";
  static final String TSCONFIG =
      """
      {"compilerOptions": {"target": "ESNext", "lib": ["ESNext"], "types": [], "strict": true, "outDir": "out",
        "module": "ESNext", "moduleResolution": "Bundler", "rootDir": "."}, "tstl": {"luaTarget": "5.4"}}
      """;

  /// The script `attack.ts` has this text.
  ///
  /// @param words what has to be said; nothing in particular where it is empty
  static Attack script(String name, String text, String words) {
    return new Attack(
        name, beside(Map.of("attack.ts", text)), End.NEIGHBOURS_BUILT, said(words), false);
  }

  static Attack files(String name, Map<String, String> files, String words) {
    return new Attack(name, beside(files), End.NEIGHBOURS_BUILT, said(words), false);
  }

  static Attack bytes(String name, String path, byte[] content, String words) {
    Map<String, byte[]> files = beside(Map.of());
    files.put(path, content);
    return new Attack(name, files, End.NEIGHBOURS_BUILT, said(words), false);
  }

  /// The same, and the neighbours have no Lua either.
  Attack buildsNothing() {
    return new Attack(name, files, End.NOTHING_BUILT, words, endless);
  }

  /// The project gets what its own code makes of it.
  Attack isItsOwnAffair() {
    return new Attack(name, files, End.ITS_OWN_AFFAIR, words, endless);
  }

  /// Only a limit ends it.
  Attack withoutAnEnd() {
    return new Attack(name, files, end, words, true);
  }

  private static List<String> said(String words) {
    return words.isEmpty() ? List.of() : List.of(words);
  }

  /// The same, and each of these has to be said.
  Attack says(List<String> all) {
    return new Attack(name, files, end, all, endless);
  }

  private static Map<String, byte[]> beside(Map<String, String> texts) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("tsconfig.json", utf8(TSCONFIG));
    files.put("near.ts", utf8(NEAR));
    files.put("user.ts", utf8(USER));
    texts.forEach((path, text) -> files.put(path, utf8(text)));
    return files;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }
}
