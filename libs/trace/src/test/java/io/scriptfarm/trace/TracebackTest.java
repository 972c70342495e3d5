package io.scriptfarm.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracebackTest {
  private final Store store = new Store();

  /// Line n of each file is line n + 100 of its script; line 1 is nothing.
  private final List<LuaFile> game =
      List.of(
          file("dist/main.lua", "src/main.ts"),
          file("dist/ai/brain.lua", "src/ai/brain.ts"),
          file("dist/ai/main.lua", "src/ai/main.ts"),
          file("dist/ui/brain.lua", "src/ui/brain.ts"),
          file("dist/ui/a panel.lua", "src/ui/a panel.ts"),
          file(
              "dist/npcs/a_very_long_folder_name/and_another_long_folder/merchant.lua",
              "src/npcs/merchant.ts"),
          new LuaFile("dist/lualib_bundle.lua", Optional.empty(), Optional.empty()));

  private LuaFile file(String path, String script) {
    String up = "../".repeat(path.split("/").length - 1);
    return new LuaFile(path, Optional.of(new ProjectPath(script)), Optional.of(map(up + script)));
  }

  private Digest map(String source) {
    // From line 2 of the generated file on, one line further each.
    String mappings = ";AAqGA" + ";AACA".repeat(300);
    return store.put(
        "{\"version\":3,\"sources\":[\"%s\"],\"names\":[],\"mappings\":\"%s\"}"
            .formatted(source, mappings));
  }

  private Traceback resolve(String text) {
    return resolve(text, game, Map.of());
  }

  private Traceback resolve(String text, List<LuaFile> files, Map<String, LuaFile> chunks) {
    return Traceback.resolve(text, new TracedFiles(files, chunks, new SourceMaps(store, 1 << 20)));
  }

  @Test
  void everyPlaceInATracebackOfLua54() {
    Traceback traceback =
        resolve(
            """
            lua: dist/ai/brain.lua:12: attempt to index a nil value (field 'y')
            stack traceback:
            \tdist/ai/brain.lua:12: in upvalue 'think'
            \tdist/main.lua:5: in function <dist/main.lua:4>
            \t(...tail calls...)
            \t[C]: in function 'xpcall'
            \tdist/main.lua:8: in main chunk
            \t[C]: in ?
            """);

    assertEquals(
        """
        lua: src/ai/brain.ts:112: attempt to index a nil value (field 'y')
        stack traceback:
        \tsrc/ai/brain.ts:112: in upvalue 'think'
        \tsrc/main.ts:105: in function <src/main.ts:104>
        \t(...tail calls...)
        \t[C]: in function 'xpcall'
        \tsrc/main.ts:108: in main chunk
        \t[C]: in ?
        """,
        traceback.text());
    assertEquals(
        new Traceback.Frame(
            "dist/main.lua",
            5,
            Optional.of(new Traceback.Source("src/main.ts", 105, Optional.of(1))),
            Optional.empty()),
        traceback.frames().get(2));
    assertEquals(List.of(), traceback.unresolved());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        // LuaJ
        "@dist/main.lua:2 attempt to index ? (a nil value)~src/main.ts:102 attempt to index ? (a nil value)",
        // an engine's own root, absolute or not
        "main.lua:2: x~src/main.ts:102: x",
        "./main.lua:2: x~src/main.ts:102: x",
        "ai/brain.lua:2: x~src/ai/brain.ts:102: x",
        "/opt/the game/scripts/ai/brain.lua:2: x~src/ai/brain.ts:102: x",
        "C:\\Games\\the game\\dist\\ai\\brain.lua:2: x~src/ai/brain.ts:102: x",
        "lua5.4: /opt/game/dist/ai/brain.lua:2: x~lua5.4: src/ai/brain.ts:102: x",
        "__my-mod__/ai/brain.lua:2: x~src/ai/brain.ts:102: x",
        "dist/ui/a panel.lua:2: x~src/ui/a panel.ts:102: x",
        // names that Lua cut
        "...ry_long_folder_name/and_another_long_folder/merchant.lua:2: x~src/npcs/merchant.ts:102: x",
        "function <...other_long_folder/merchant.lua:2>~function <src/npcs/merchant.ts:102>",
        "...me/dist/ui/brain.lua:2: x~src/ui/brain.ts:102: x",
        // text as a name
        "[string \"dist/main.lua\"]:2: x~src/main.ts:102: x",
        "[string \"ai.brain\"]:2: x~src/ai/brain.ts:102: x",
        "[string \"@ui/brain.lua\"]:2: x~src/ui/brain.ts:102: x",
        "[string \"dist/npcs/a_very_long_folder_name/and_ano...\"]:2: x~src/npcs/merchant.ts:102: x",
        "in function <[string \"dist/main.lua\"]:4>~in function <src/main.ts:104>",
        // modules, where a name is expected
        "ai.brain:2: x~src/ai/brain.ts:102: x",
        "ai/brain:2: x~src/ai/brain.ts:102: x",
        // a message in a message, and what engines put around
        "main.lua:2: ai/brain.lua:3: x~src/main.ts:102: src/ai/brain.ts:103: x",
        "12:30:45.123 [ERROR] (dist/main.lua:2) boom~12:30:45.123 [ERROR] (src/main.ts:102) boom",
        "it broke at dist/main.lua:2.~it broke at src/main.ts:102.",
        // what TSTL's sourceMapTraceback prints
        "dist/ai/brain.ts:7: in function 'think'~src/ai/brain.ts:7: in function 'think'",
      })
  void names(String from, String to) {
    assertEquals(to, resolve(from).text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "http://localhost:8080 answers at 12:30:45",
        "the hero:3 of main:2 has brain:5",
        "[C]: in ?",
        "(command line):1: in main chunk",
        "config.json:3 is bad, 7:1",
        "say 'main.lua' and main.lua:x and main.lua:",
        ":1:2:3::",
      })
  void whatIsNoPlaceOfTheBuildStays(String text) {
    assertEquals(text, resolve(text).text());
    assertEquals(List.of(), resolve(text).frames());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "other.lua:3: x~other.lua~the build wrote no such file",
        "brain.lua:3: x~brain.lua~it may be any of dist/ai/brain.lua, dist/ui/brain.lua",
        "dist/lualib_bundle.lua:3: x~dist/lualib_bundle.lua~it was no TypeScript: the Lua library, or a Lua file of the project or a package",
        "[string \"--[[ Generated with https://github.com/TypeSc...\"]:3: x~[string \"--[[ Generated with https://github.com/TypeSc...\"]~the chunk was loaded without a name; give Lua's `load` one, as in \"@path/of/file.lua\"",
      })
  void namesThatAreNotKnownStayAndAreListed(String text, String name, String reason) {
    Traceback traceback = resolve(text);

    assertEquals(text, traceback.text());
    assertEquals(List.of(new Traceback.Unresolved(name, reason)), traceback.unresolved());
    assertEquals(Optional.of(reason), traceback.frames().getFirst().reason());
  }

  @Test
  void lineWithoutTypeScriptStaysAndSaysSo() {
    Traceback traceback = resolve("main.lua:1: x");

    assertEquals("main.lua:1: x", traceback.text());
    assertEquals(
        Optional.of("no TypeScript is behind line 1"), traceback.frames().getFirst().reason());
    assertEquals(List.of(), traceback.unresolved());
  }

  @Test
  void mapThatTheStoreLostIsSaid() {
    store.blobs.clear();

    assertTrue(
        resolve("main.lua:2: x").unresolved().getFirst().reason().contains("build it again"));
  }

  @Test
  void chunksByTheNamesThatAnEngineGives() {
    Map<String, LuaFile> chunks = Map.of("npc_12", game.get(1), "main.lua", game.get(3));

    assertEquals(
        "src/ai/brain.ts:102: src/ui/brain.ts:103",
        resolve("npc_12:2: main.lua:3", List.of(), chunks).text());
  }

  @Test
  void bundleTellsTheScriptsByItsMap() {
    Digest map =
        store.put(
            """
            {"version":3,"sections":[
              {"offset":{"line":10,"column":0},"map":{"version":3,"sources":["../src/a/index.ts"],"mappings":"AAAA"}},
              {"offset":{"line":20,"column":0},"map":{"version":3,"sources":["../src/b.ts"],"mappings":"AAAA"}}]}
            """);
    List<LuaFile> bundle =
        List.of(new LuaFile("dist/game.lua", Optional.empty(), Optional.of(map)));

    assertEquals(
        "src/a/index.ts:1: x src/b.ts:1",
        resolve("game.lua:11: x game.lua:21", bundle, Map.of()).text());
    // sourceMapTraceback in a bundle prints names without folders
    assertEquals("src/a/index.ts:9: x", resolve("index.ts:9: x", bundle, Map.of()).text());
  }

  @Test
  void lineEndingsStay() {
    assertEquals("src/main.ts:102: x\r\n\r\ny", resolve("main.lua:2: x\r\n\r\ny").text());
  }

  @Test
  void longTextTakesLinearTime() {
    String text =
        " main.lua:2".repeat(2_000) + "\n" + " ".repeat(200_000) + ":2" + ":1".repeat(20_000);

    assertEquals(2_000, resolve(text).frames().size());
  }

  private static final class Store implements ArtifactStore {
    private final Map<Digest, Blob> blobs = new HashMap<>();

    Digest put(String text) {
      Blob blob = Blob.ofUtf8(text);
      write(List.of(blob));
      return blob.digest();
    }

    @Override
    public Map<Digest, Blob> read(Set<Digest> digests) {
      Map<Digest, Blob> found = new HashMap<>(blobs);
      found.keySet().retainAll(digests);
      return found;
    }

    @Override
    public void write(Collection<Blob> more) {
      more.forEach(blob -> blobs.put(blob.digest(), blob));
    }

    @Override
    public Set<Digest> missing(Set<Digest> digests) {
      Set<Digest> missing = new HashSet<>(digests);
      missing.removeAll(blobs.keySet());
      return missing;
    }
  }
}
