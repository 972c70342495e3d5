package io.scriptfarm.attacks;

import static io.scriptfarm.attacks.Attack.files;

import io.scriptfarm.contract.Blob;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Code of the project that the compiler runs: it does what it may not, or never ends.
final class PluginAttacks {
  private static final String ANYTHING = "";
  private static final String ITS_SCRIPT = "export const a = 1;\n";

  /// What a plugin may not do, and what it is told then.
  private static final Map<String, String> UNAVAILABLE =
      Map.ofEntries(
          Map.entry("require('net').connect(80, 'example.org')", "'net.connect' is not available"),
          Map.entry("require('node:http').get('http://a')", "'http.get' is not available"),
          Map.entry("require('child_process').execSync('id')", "'child_process.execSync' is not"),
          Map.entry("require('fs').symlinkSync('x', 'y')", "'fs.symlinkSync' is not available"),
          Map.entry("require('fs').unlinkSync('near.ts')", "'removing near.ts' is not available"),
          Map.entry("require('fs').readFileSync('/etc/passwd')", "ENOENT: no such file"),
          Map.entry("require('fs').readFileSync('../../../../../x')", "../../../../../x'"),
          Map.entry("require('/etc/passwd')", "Cannot find module '/etc/passwd'"),
          Map.entry("require('./nothing')", "Cannot find module './nothing'"),
          Map.entry("process.exit(0)", "'process.exit' is not available"),
          Map.entry("setTimeout(() => {})", "'timers.setTimeout' is not available"),
          Map.entry("Java.type('java.lang.System').exit(1)", "Java is not defined"),
          Map.entry("new Array(2 ** 33)", "Invalid array length"),
          Map.entry("'x'.repeat(2 ** 30)", "Invalid string length"),
          Map.entry("2n ** (2n ** 40n)", "BigInt"));

  private static final Attack POLLUTING =
      hook(
              "spoils what everybody uses",
              """
              Array.prototype.map = function () { return [666]; };
              Object.prototype.toJSON = () => "polluted";
              String.prototype.startsWith = () => true;
              JSON.stringify = () => "{}";
              Object.defineProperty(Object.prototype, "code", { get: () => "evil", set() {} });
              const ts = require("typescript");
              ts.createSourceFile = () => { throw new Error("evil"); };
              require("typescript-to-lua").LuaPrinter.prototype.print = () => "evil";
              globalThis.process = undefined;
              """,
              ANYTHING)
          .isItsOwnAffair();

  private static final List<String> REFUSED =
      Stream.of("tsconfig.json", "user.ts", ".git/hooks/post-checkout", "../outside.lua")
          .map("The output %s is not written: "::formatted)
          .toList();

  private PluginAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
            refused().stream().map(Attack::buildsNothing),
            endless().stream().map(Attack::buildsNothing).map(Attack::withoutAnEnd),
            tolerated().stream())
        .flatMap(attacks -> attacks);
  }

  private static Attack plugin(String name, String code, String words) {
    String config =
        Attack.TSCONFIG.replace(
            "\"luaTarget\": \"5.4\"",
            "\"luaTarget\": \"5.4\", \"luaPlugins\": [{\"name\": \"./plugin.js\"}]");
    return files(
        name, Map.of("tsconfig.json", config, "plugin.js", code, "attack.ts", ITS_SCRIPT), words);
  }

  private static Attack hook(String name, String body, String words) {
    return plugin(
        name,
        "module.exports = { beforeTransform(program, options, host) { " + body + " } };\n",
        words);
  }

  private static List<Attack> refused() {
    String code =
        UNAVAILABLE.keySet().stream()
            .map(
                "try { %s; said.push('nothing'); } catch (e) { said.push(e.message); }\n"
                    ::formatted)
            .collect(Collectors.joining());
    return List.of(
        hook(
                "tries what it may not",
                "const said = [];\n" + code + "throw new Error(said.join());",
                "")
            .says(List.copyOf(UNAVAILABLE.values())),
        hook(
            "reads what is not in its project",
            """
            const theirs = "%s";
            const mine = "%s";
            throw new Error([__host("source", theirs), __host("blob", theirs), __host("source", mine)].join());
            """
                .formatted(FarmInProcess.SOMEBODY_ELSES.digest(), Blob.ofUtf8(ITS_SCRIPT).digest()),
            ",,export const a = 1;"),
        hook("throws", "throw new Error('I give up')", "I give up"),
        hook(
            "throws what cannot be told",
            "throw { toString() { throw this; }, get message() { throw this; }, get stack() { throw this; } }",
            ANYTHING),
        hook("throws a long text", "throw new Error('x'.repeat(1e7))", ANYTHING),
        hook("recurses", "(function f() { f(); })()", "ran out of stack"),
        hook(
            "takes all memory",
            "const a = []; for (;;) a.push(new Array(1e6).fill(a.length));",
            "needed more than"),
        plugin("is no module", "this is not JavaScript", ANYTHING),
        plugin(
            "exports a trap",
            "module.exports = new Proxy({}, { get() { throw new Error('trap'); } });",
            "trap"),
        plugin(
            "gives no Lua",
            "module.exports = { visitors: { [require('typescript').SyntaxKind.SourceFile]: () => ({}) } };",
            ANYTHING));
  }

  private static List<Attack> endless() {
    String late = "did not finish within";
    return List.of(
        plugin("loops when it is loaded", "for (;;) {}", late),
        hook("recurses and catches", "(function f() { try { f(); } catch { f(); } })()", late),
        hook(
            "loops in a getter of what it throws",
            "throw { get message() { for (;;) {} } }",
            ANYTHING),
        hook("matches for years", "/^(a+)+$/.test('a'.repeat(60) + 'b')", late),
        hook("sorts for ever", "for (;;) [3, 2, 1].sort(() => 1)", late));
  }

  private static List<Attack> tolerated() {
    return List.of(
        POLLUTING,
        hook(
                "recurses in JSON",
                "let a = []; for (let i = 0; i < 1e6; i++) a = [a]; JSON.stringify(a)",
                ANYTHING)
            .isItsOwnAffair(),
        plugin("prints no text", "module.exports = { printer: () => ({ code: 7 }) };", ANYTHING)
            .isItsOwnAffair(),
        hook(
                "freezes what everybody uses",
                "[Object, Array, String, Map, Set, Function].forEach(c => Object.freeze(c.prototype))",
                ANYTHING)
            .isItsOwnAffair(),
        hook(
                "deletes what everybody uses",
                "for (const n of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[n]; } catch {}",
                ANYTHING)
            .isItsOwnAffair(),
        hook(
                "lies about errors",
                "Error.prepareStackTrace = () => { throw 1; }; Error.stackTraceLimit = Infinity; (function f() { f(); })()",
                ANYTHING)
            .isItsOwnAffair(),
        hook(
                "makes code",
                "return [eval('1'), new Function('return 1')(), typeof WebAssembly, typeof Atomics]",
                ANYTHING)
            .isItsOwnAffair(),
        hook(
                "asks the host for nonsense",
                "for (const a of [undefined, null, 7, {}, [], '', 'x', '../x', '\\0', 'y'.repeat(1e6)]) for (const n of ['source', 'blob', 'nothing', '', null, {}]) try { __host(n, a); } catch {}",
                ANYTHING)
            .isItsOwnAffair(),
        hook(
                "promises without an end",
                "(function f() { return Promise.resolve().then(f); })()",
                ANYTHING)
            .withoutAnEnd()
            .isItsOwnAffair(),
        hook(
                "says too much",
                "for (let i = 0; i < 1e4; i++) console.log('x'.repeat(1000))",
                ANYTHING)
            .isItsOwnAffair(),
        plugin("is a number", "module.exports = 7;", ANYTHING),
        plugin(
                "writes where it may not",
                """
            const files = ["tsconfig.json", "user.ts", ".git/hooks/post-checkout", "node_modules/a/index.js",
              "../outside.lua", "../../../../../../../../etc/passwd", "a/../b.lua", "", "a\\0b.lua", "C:\\\\x.lua"];
            module.exports = { beforeEmit(program, options, host, outputs) {
              const root = options.configFilePath.slice(0, -"/tsconfig.json".length);
              for (const name of files) outputs.push({ outputPath: `${root}/${name}`, fileName: name, code: "mine" });
            } };
            """,
                "is not written")
            .says(REFUSED),
        plugin(
            "gives 2,000 files",
            """
            module.exports = { beforeEmit(program, options, host, outputs) {
              for (let i = 0; i < 2000; i++) outputs.push({ outputPath: `${options.outDir}/many/f${i}.lua`, fileName: "x", code: "" });
            } };
            """,
            ANYTHING));
  }
}
