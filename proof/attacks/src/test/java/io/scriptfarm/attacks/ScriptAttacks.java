package io.scriptfarm.attacks;

import static io.scriptfarm.attacks.Attack.bytes;
import static io.scriptfarm.attacks.Attack.files;
import static io.scriptfarm.attacks.Attack.script;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Scripts that are deep, large, circular, badly named, or no text.
final class ScriptAttacks {
  private static final String MUCH = "too much for the compiler";
  private static final String ERROR = "category=ERROR";
  private static final String ANYTHING = "";

  private ScriptAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(deep(), large(), types(), imports(), names(), noText()).flatMap(List::stream);
  }

  private static String nested(String open, String inner, String close, int depth) {
    return "export const a = " + open.repeat(depth) + inner + close.repeat(depth) + ";\n";
  }

  private static String each(int count, String text) {
    return IntStream.range(0, count)
        .mapToObj(i -> text.replace("#", Integer.toString(i)))
        .collect(Collectors.joining());
  }

  private static List<Attack> deep() {
    return List.of(
        script("1,000 parentheses", nested("(", "1", ")", 1_000), ANYTHING),
        script("50,000 parentheses", nested("(", "1", ")", 50_000), MUCH),
        script("parentheses that never end", "export const a = " + "(".repeat(100_000), MUCH),
        script("braces that never end", "{".repeat(100_000), ANYTHING),
        script("arrays in arrays", nested("[", "", "]", 20_000), ANYTHING),
        script("objects in objects", nested("{a:", "1", "}", 20_000), ANYTHING),
        script("functions in functions", nested("() => ", "1", "", 20_000), ANYTHING),
        script("templates in templates", nested("`${", "1", "}`", 5_000), ANYTHING),
        script("a sum of 20,000", "export const a = 1" + " + 1".repeat(20_000) + ";", ANYTHING),
        script("a negation of 20,000", nested("!", "1", "", 20_000), ANYTHING),
        script(
            "a chain of 50,000 properties",
            "export function f(a: any) { a" + ".b".repeat(50_000) + "; }",
            MUCH),
        script(
            "a chain of 20,000 calls",
            "export function f(a: any) { a" + "()".repeat(20_000) + "; }",
            ANYTHING),
        script("1,000 conditions", nested("0 ? 1 : ", "1", "", 1_000), ANYTHING),
        script("1,000 else", "if (1) {}" + " else if (1) {}".repeat(1_000), ANYTHING),
        script("blocks in blocks", "{".repeat(20_000) + "}".repeat(20_000), ANYTHING),
        script("types in types", "type A<T> = T;\ntype B = " + "A<".repeat(9_000), ANYTHING),
        script("arrays of arrays of types", "export let a: 1" + "[]".repeat(3_000) + ";", ANYTHING),
        script(
            "a namespace of 30 parts",
            "export namespace a" + ".b".repeat(30) + " { export const c = 1; }",
            ANYTHING));
  }

  private static List<Attack> large() {
    return List.of(
        script("an array of 50,000", "export const a = [" + "1,".repeat(50_000) + "];", ANYTHING),
        script("a text of 5 MB", "export const a = \"" + "x".repeat(5_000_000) + "\";", ANYTHING),
        script("a text of 20 MB", "export const a = \"" + "x".repeat(20_100_000) + "\";", MUCH),
        script("a name of 100,000 letters", "export const " + "a".repeat(100_000) + " = 1;", ""),
        script("5,000 errors", each(5_000, "x#;\n"), "Cannot find name 'x1'"),
        script("1,000 exports", each(1_000, "export const a# = #;\n"), ANYTHING),
        script("2,000 members", "export enum E {" + each(2_000, "A# = # * 2,") + "}", ANYTHING),
        script("a number of 100,000 digits", "export const a = " + "9".repeat(100_000), ANYTHING),
        script("a large integer", "export const a = " + "9".repeat(10_000) + "n;", ERROR),
        script("numbers past the largest", "export const a = [1e400, -1e400, 1e-400];", ANYTHING),
        script("300 locals", "export function f() {" + each(300, "const a# = #;") + "}", ANYTHING));
  }

  private static List<Attack> types() {
    String minutes =
        IntStream.range(0, 60)
            .mapToObj(
                pair ->
                    "type A%1$d = [%2$s][number];\ntype B%1$d = [%3$s][number];\nexport const x%1$d: A%1$d = null! as B%1$d;\n"
                        .formatted(pair, members(pair, false), members(pair, true)))
            .collect(Collectors.joining());
    return List.of(
        script(
            "a type that never ends",
            "type F<T> = T extends [] ? never : F<[...T & any[], 1]>;\nexport let a: F<[1]>;",
            ERROR),
        script(
            "a union of 100,000",
            "type D = 0|1|2|3|4|5|6|7|8|9;\nexport let a: `${D}${D}${D}${D}${D}`;",
            "too complex"),
        script("a type of itself", "type A = A;\nexport let a: A;", "circularly references itself"),
        script("a class of itself", "export class A extends A {}", ERROR),
        script("a value of itself", "export const a = a;", ERROR),
        script(
            "mapped types",
            "type M<T> = { [K in keyof T]: M<M<T>> };\nexport let a: M<M<M<{b: {c: 1}}>>>;",
            ANYTHING),
        script(
            "200 overloads",
            each(200, "export function f(a: #): void;\n") + "export function f(a: any) {}\n",
            ANYTHING),
        script("a union of 5,000", "export type U = " + each(5_000, "| {k: #} ") + ";", ANYTHING),
        script(
                "types that take memory",
                "type D = 0|1|2|3|4|5|6|7|8|9;\n"
                    + each(3_000, "export const m#: `#${D}${D}${D}${D}` = null!;\n"),
                MUCH)
            .withoutAnEnd(),
        script("types that take minutes", minutes, MUCH).withoutAnEnd());
  }

  private static String members(int pair, boolean reversed) {
    return IntStream.range(0, 1000)
        .mapToObj(i -> "{k%d: {v: %d}}, ".formatted(pair, reversed ? 999 - i : i))
        .collect(Collectors.joining());
  }

  private static List<Attack> imports() {
    Map<String, String> ring = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      ring.put(
          "ring%d.ts".formatted(i),
          "import { f%2$d } from './ring%2$d';\nexport function f%1$d(): number { return f%2$d(); }\n"
              .formatted(i, (i + 1) % 200));
    }
    String gone = "Cannot find module";
    return List.of(
        script("an import of itself", "import { a } from './attack';\nexport const b = a;", ERROR),
        files("a ring of 200", ring, ANYTHING),
        script(
            "an import of what is not there",
            "import './gone';\nimport { x } from './gone';\nx;",
            gone),
        script(
            "an import from outside",
            "import { a } from '../../../../../../etc/passwd';\na;",
            gone),
        script("an absolute import", "import { a } from '/etc/passwd';\na;", gone),
        script("an import of an address", "import { a } from 'file:///etc/passwd';\na;", gone),
        script(
            "an import of Node",
            "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
            ERROR),
        script(
            "an import of a long name",
            "import { a } from './" + "a/".repeat(500) + "';\na;",
            gone),
        script("an import of nothing", "import { a } from '';\na;", ERROR),
        script("an import of a zero", "import { a } from './\0';\na;", ERROR),
        script(
            "a reference to outside",
            "/// <reference path=\"../../../../etc/passwd\" />\nexport {};",
            ERROR),
        script(
            "a library that is none",
            "/// <reference lib=\"../../../etc\" />\nexport {};",
            ANYTHING),
        script(
            "types of a package that is none",
            "/// <reference types=\"../../etc\" />\nexport {};",
            ERROR),
        script(
            "a map that is elsewhere",
            "export {};\n//# sourceMappingURL=../../../../etc/passwd",
            ANYTHING),
        files(
            "a folder as a module",
            Map.of(
                "attack.ts",
                "import * as a from '.';\na;",
                "index.ts",
                "export * from './attack';"),
            ANYTHING),
        files(
            "exports of each other",
            Map.of("attack.ts", "export * from './b';", "b.ts", "export * from './attack';"),
            ANYTHING));
  }

  private static List<Attack> names() {
    return List.of(
        script(
            "names of every object",
            "export const constructor = 1, toString = 2, hasOwnProperty = 3, valueOf = 4;",
            ANYTHING),
        script(
            "the name of the prototype",
            "export const __proto__ = { polluted: 1 };\nexport const o = { __proto__: { polluted: 1 }, [\"__proto__\"]: 2 };",
            ANYTHING),
        files(
            "files with names of every object",
            Map.of(
                "__proto__.ts",
                "export const a = 1;",
                "constructor.ts",
                "export const a = 1;",
                "toString.ts",
                "export const a = 1;"),
            ANYTHING),
        files(
            "a file with the name of another",
            Map.of(
                "near/index.ts",
                "export const a = 1;",
                "attack.ts",
                "import { a } from './near/index';\nexport const b = a;"),
            ANYTHING),
        files(
            "a file that is called like a library",
            Map.of("lualib_bundle.ts", "export const a = [1].map(x => x);"),
            ANYTHING),
        script(
            "words of Lua",
            "export const end = 1, nil = 2, local = 3, _G = 4, then = 5, repeat = 6;",
            ANYTHING),
        script(
            "Lua in texts",
            "export const a = \"]]--\\n\\0\\\" os.execute('id') --[[\", b = `]==]`;",
            ANYTHING),
        script(
            "Lua in comments",
            "/* ]]-- ]==] os.exit() --[[ */\n// \u2028 os.exit()\nexport const a = 1; // --]]",
            ANYTHING),
        script(
            "letters that turn around",
            "export const \u0061\u0301 = \"\u202e\u2066\ufeff\u0000\";",
            ANYTHING),
        script(
            "half of a letter", "export const a = \"\\ud800\", b = \"\\udfff\\ud800\";", ANYTHING),
        script(
            "globals of others",
            "declare global { interface Array<T> { map(): never; } }\nexport {};",
            ANYTHING),
        script(
            "what TSTL has no word for",
            "export const a = /x/, b = typeof null, c = new Function('x'), d = eval('1');",
            ERROR),
        script(
            "unchecked nonsense",
            "// @ts-nocheck\nexport const a: number = nonsense.x.y(z);",
            ANYTHING),
        script("a label and a jump", "a: for (;;) { b: for (;;) { continue a; } }", ANYTHING),
        script("a with", "with (globalThis) { print(1); }", ERROR),
        files(
            "a file with a long name",
            Map.of("a".repeat(240) + ".ts", "export const a = 1;"),
            ANYTHING),
        files(
            "files in many folders",
            Map.of("d/".repeat(200) + "a.ts", "export const a = 1;"),
            ANYTHING));
  }

  private static List<Attack> noText() {
    byte[] noise = new byte[4096];
    new Random(7).nextBytes(noise);
    byte[] latin = "export const a = \"caf\u00e9\";".getBytes(StandardCharsets.ISO_8859_1);
    byte[] wide = "\ufeffexport const a = \"\u00e9\";".getBytes(StandardCharsets.UTF_16LE);
    return List.of(
        bytes("noise", "attack.ts", noise, ERROR),
        bytes("zeros", "attack.ts", new byte[10_000], ANYTHING),
        bytes("Latin letters", "attack.ts", latin, ANYTHING),
        bytes("two bytes a letter", "attack.ts", wide, ANYTHING),
        bytes(
            "half of two bytes a letter",
            "attack.ts",
            new byte[] {(byte) 0xff, (byte) 0xfe, 1},
            ANYTHING),
        bytes("a declaration file of noise", "noise.d.ts", noise, ERROR),
        script("nothing", "", ANYTHING),
        script("a mark and nothing", "\ufeff", ANYTHING),
        script("a million lines", "\n".repeat(1_000_000), ANYTHING),
        script("old lines", "export const a = 1;\rexport const b = 2;\r", ANYTHING),
        script("a comment that never ends", "/* " + "x".repeat(100_000), ERROR),
        script("a text that never ends", "export const a = `" + "x".repeat(100_000), ERROR));
  }
}
