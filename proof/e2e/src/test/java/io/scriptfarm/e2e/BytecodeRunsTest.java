package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.client.BlobClient;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.BuildEvents.Event;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.lua.LuaCompiler;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.luaparity.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every file of a build is loaded and run, once as the Lua that the farm delivers and once as its
/// bytecode, in the interpreters that load it. What is printed must be the same, down to the lines
/// and names in errors: many a module needs an engine that is not there, and says where.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R6 bytecode does what the Lua does")
class BytecodeRunsTest {
  private static final Duration PER_RUN = Duration.ofMinutes(1);

  /// Loads each of the files below, and runs it.
  private static final String DRIVER =
      """
      if luajava then -- after 5 s LuaJ ends abandoned coroutines, which takes frames off the running one's traceback
        luajava.bindClass("org.luaj.vm2.LuaThread").thread_orphan_check_interval = math.huge
      end
      local loaded, ran = 0, 0
      for _, path in ipairs(FILES) do
        local chunk, message = loadfile(path)
        if chunk then
          loaded = loaded + 1
          local fine, result = pcall(chunk)
          if fine then ran = ran + 1 end
          print(path, fine, fine and type(result) or tostring(result))
        else
          print(path, "not loaded")
        end
      end
      print("loaded " .. loaded .. ", ran " .. ran)
      io.stdout:flush()
      os.exit(0) -- LuaJ's coroutines are threads, which would keep it alive
      """;

  /// A use of what runs of rxjs, which is compiled to measure the compiler.
  private static final String RXJS =
      """
      local pipe = require("internal.util.pipe").pipe
      print(pipe(nil, function(_, x) return x + 1 end, function(_, x) return x * x end)(nil, 4))
      local names = {"a", "b", "c"}
      require("internal.util.arrRemove").arrRemove(nil, names, "b")
      print(table.concat(names, " "))
      print(require("internal.util.not")["not"](nil, function(_, x) return x > 1 end)(nil, 1))
      print(pcall(require, "index"))
      """;

  private final FarmProcess farm;

  BytecodeRunsTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeAll
  static void tellWhatIsMissing() {
    if (!Dialect.missing().isEmpty()) {
      System.out.println(
          "LUA NOT TESTED: "
              + String.join(", ", Dialect.missing())
              + " not on the PATH; Debian has them, and ./farm test fetches them there");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "dungeon, tsconfig.bundle.json, dist-bundle, LUAJIT, 1",
    "dungeon, tsconfig.universal.json, dist-universal, LUA51 LUA52 LUA53 LUA54 LUAJIT, 106",
    "rxjs, tsconfig.json, dist, LUA54, 251",
    "bundle-minimal, tsconfig.json, dist, LUA53, 1",
    "factorio-mod, tsconfig.json, dist, LUA52 LUAJ, 10",
    "wc3-map, tsconfig.json, dist, LUA53, 10",
    "pinned-1.26, tsconfig.json, dist, LUA51, 3",
    "plugins, tsconfig.json, dist, LUA54, 4",
    "transformers, tsconfig.json, dist, LUAJIT, 4",
    "tsx, tsconfig.flat.json, dist-flat, LUA51, 1",
    "compiler-crash, tsconfig.json, dist, LUA54, 1",
    "monorepo-npm, games/chess-tavern/tsconfig.json, dist-chess, LUA54, 2",
    "monorepo-pnpm, games/kite-race/tsconfig.json, games/kite-race/dist, LUAJIT, 2",
    "pinned-1.33, tsconfig.luau.json, dist-luau, '', 0",
  })
  @DisplayName("of every kind of project, in every interpreter that loads it")
  void doesWhatTheLuaDoes(
      String example, String config, String outDir, String interpreters, int atLeast)
      throws Exception {
    List<Dialect> wanted =
        Stream.of(interpreters.split(" "))
            .filter(name -> !name.isEmpty())
            .map(Dialect::valueOf)
            .toList();
    Map<BytecodeFormat, List<Dialect>> byFormat =
        wanted.stream().collect(Collectors.groupingBy(Dialect::format));
    Outputs outputs = build(example, config, List.copyOf(byFormat.keySet()));
    if (wanted.isEmpty()) {
      assertEquals(Set.of(), outputs.formats()); // Luau loads sources only
    }
    Path folder = Repository.temporary("bytecode");
    Path source = outputs.write(folder.resolve("source"), output -> output.text());
    for (BytecodeFormat format : byFormat.keySet()) {
      assertEquals(Map.of(), outputs.differentFromHere(format), format.id());
      Path code = outputs.write(folder.resolve(format.id()), output -> output.loadable(format));
      long loadable = outputs.count(format);
      assertTrue(loadable >= atLeast, format.id() + ": " + loadable + " files");
      for (Dialect lua : byFormat.get(format)) {
        if (lua.command().isEmpty()) {
          continue; // said so before
        }
        String expected = outputs.run(lua, source, outDir, example);
        assertEquals(expected, outputs.run(lua, code, outDir, example), lua.title());
        assertTrue(expected.contains("loaded " + loadable + ", ran "), expected);
        assertFalse(expected.contains(", ran 0\n"), expected);
      }
    }
  }

  @Test
  @DisplayName("is of the target's format, and of those that a build asks for besides")
  void isOfTheFormatsThatAreWanted() throws Exception {
    Outputs outputs = build("dungeon", "tsconfig.51.json", List.of());
    assertEquals(Set.of("lua51"), outputs.formats());
    assertEquals(
        Set.of("lua51", "lua54"),
        build("dungeon", "tsconfig.51.json", List.of(BytecodeFormat.LUA54)).formats());
    HttpResponse<String> refused = submit(outputs.snapshot(), "tsconfig.json", "[\"lua99\"]");
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("lua99"), refused.body());
  }

  @Test
  @DisplayName("is left out where the Lua is none, with a warning")
  void isLeftOutWhereTheLuaIsNone() throws Exception {
    CommandBuild built = farm.build(Repository.copyOf("rxjs", Repository.temporary("bytecode")));
    assertEquals(1, built.json().path("bytecode").path("lua54").path("invalid").asInt());
    assertEquals(251, built.json().path("bytecode").path("lua54").path("files").asInt());
    List<String> warnings =
        built.diagnostics().stream().filter(line -> line.contains("warning FARM")).toList();
    assertEquals(1, warnings.size(), warnings.toString());
    // Where TSTL said that it cannot translate a regular expression.
    String place = "src/internal/testing/TestScheduler.ts(472,11): warning FARM: ";
    assertTrue(warnings.getFirst().startsWith(place), warnings.toString());
    assertTrue(
        warnings.getFirst().contains("dist/internal/testing/TestScheduler.lua:561: "),
        warnings.toString());
  }

  private HttpResponse<String> submit(String snapshot, String config, String formats) {
    return FarmProcess.send(
        HttpRequest.newBuilder(farm.gateway().resolve("/api/builds"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"snapshot":"%s","config":"%s","bytecode":%s}"""
                        .formatted(snapshot, config, formats))));
  }

  /// Builds an example once by the command line, which uploads it, and once asking for formats.
  private Outputs build(String example, String config, List<BytecodeFormat> formats)
      throws FarmException {
    Path project = Repository.copyOf(example, Repository.temporary("bytecode"));
    CommandBuild built = farm.build(project, "-p", config);
    String snapshot = built.json().path("snapshot").asText();
    HttpResponse<String> answer =
        submit(snapshot, config, Json.write(formats.stream().map(BytecodeFormat::id).toList()));
    assertEquals(201, answer.statusCode(), answer::body);
    String id = Json.read(answer.body(), JsonNode.class).path("id").asText();
    FarmClient client = new FarmClient(FarmAddress.open(farm.gateway()));
    return Outputs.of(snapshot, BuildEvents.all(farm.gateway(), id), client.blobs(client.cache()));
  }

  /// A file of a build.
  private record Output(
      String path, Blob text, Map<String, JsonNode> forms, Map<String, Blob> code) {
    /// What an engine loads: the source where there is no bytecode.
    Blob loadable(BytecodeFormat format) {
      return code.getOrDefault(format.id(), text);
    }
  }

  private record Outputs(String snapshot, SortedMap<String, Output> files) {
    static Outputs of(String snapshot, List<Event> events, BlobClient blobs) throws FarmException {
      Set<Digest> wanted = new HashSet<>();
      List<JsonNode> ready = new ArrayList<>();
      for (Event event : events) {
        if (event.name().equals("output-ready")) {
          ready.add(event.data());
          wanted.add(new Digest(event.data().path("output").path("digest").asText()));
          event
              .data()
              .path("bytecode")
              .valueStream()
              .filter(form -> form.has("digest"))
              .forEach(form -> wanted.add(new Digest(form.path("digest").asText())));
        }
      }
      Map<String, Blob> contents = new HashMap<>();
      assertEquals(Set.of(), blobs.read(wanted, blob -> contents.put(blob.digest().hex(), blob)));
      SortedMap<String, Output> files = new TreeMap<>();
      for (JsonNode event : ready) {
        String path = event.path("output").path("path").asText();
        Map<String, JsonNode> forms = new HashMap<>();
        Map<String, Blob> code = new HashMap<>();
        for (JsonNode form : event.path("bytecode")) {
          forms.put(form.path("format").asText(), form);
          Blob dump = contents.get(form.path("digest").asText());
          if (dump != null) {
            assertEquals(form.path("size").asInt(), dump.size(), path);
            code.put(form.path("format").asText(), dump);
          }
        }
        Blob text = contents.get(event.path("output").path("digest").asText());
        files.put(path, new Output(path, text, forms, code));
      }
      return new Outputs(snapshot, files);
    }

    Set<String> formats() {
      return files.values().stream()
          .flatMap(file -> file.forms().keySet().stream())
          .collect(Collectors.toSet());
    }

    /// How many files there are in a format.
    long count(BytecodeFormat format) {
      List<Output> lua = files.values().stream().filter(f -> !f.forms().isEmpty()).toList();
      for (Output file : lua) {
        String reason = file.forms().get(format.id()).path("reason").asText("");
        Assumptions.assumeTrue(reason.isEmpty(), "LUA NOT TESTED: " + reason);
      }
      return lua.stream().filter(file -> file.code().containsKey(format.id())).count();
    }

    /// The files whose bytecode is another when this process compiles it.
    Map<String, String> differentFromHere(BytecodeFormat format) {
      Map<String, String> different = new TreeMap<>();
      if (!(LuaCompilers.ofThisMachine().find(format)
          instanceof LuaCompilers.Here(LuaCompiler compiler))) {
        return different; // the worker has none either, and says so
      }
      for (Output file : files.values()) {
        Blob dump = file.code().get(format.id());
        if (dump != null) {
          var own =
              assertInstanceOf(
                  LuaCompiler.Dump.class, compiler.compile(file.text(), "@" + file.path()));
          if (!own.bytecode().equals(dump)) {
            different.put(file.path(), own.bytecode().digest().hex());
          }
        }
      }
      return different;
    }

    Path write(Path folder, java.util.function.Function<Output, Blob> content) {
      try {
        for (Output file : files.values()) {
          Path target = folder.resolve(file.path()).normalize();
          assertTrue(target.startsWith(folder), file.path());
          Files.createDirectories(target.getParent());
          Files.write(target, content.apply(file).bytes());
        }
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// What the files print, from a folder where they lie.
    String run(Dialect lua, Path folder, String outDir, String example) throws IOException {
      String paths =
          files.values().stream()
              .filter(file -> !file.forms().isEmpty())
              .map(Output::path)
              .map(path -> "\"" + path + "\"")
              .collect(Collectors.joining(", "));
      String driver =
          "package.path = \""
              + outDir
              + "/?.lua;"
              + outDir
              + "/?.script;"
              + outDir
              + "/?/init.lua\"\n"
              + (example.equals("rxjs") ? RXJS : "")
              + "local FILES = {"
              + paths
              + "}\n"
              + DRIVER;
      Files.writeString(folder.resolve("driver.lua"), driver);
      Ran ran = lua.run(folder, PER_RUN, "driver.lua");
      return (ran.out() + ran.err()).replaceAll("(table|function|thread|userdata): ?\\w+", "$1");
    }
  }
}
