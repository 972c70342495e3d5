package io.scriptfarm.peersuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.wire.Json;
import java.util.Map;
import java.util.Set;

/// Compiler options as programs have them, and as a tsconfig.json says them.
final class CompilerOptions {
  /// What TSTL reads from `tstl` and not from `compilerOptions`.
  private static final Set<String> TSTL =
      Set.of(
          "buildMode",
          "extension",
          "lua51AllowTryCatchInAsyncAwait",
          "luaBundle",
          "luaBundleEntry",
          "luaLibImport",
          "luaLibName",
          "luaPlugins",
          "luaTarget",
          "noHeader",
          "noImplicitGlobalVariables",
          "noImplicitSelf",
          "noResolvePaths",
          "sourceMapTraceback");

  /// TypeScript's enums, of which the suite uses these.
  private static final Map<String, Map<Integer, String>> ENUMS =
      Map.of(
          "target", Map.of(4, "es2017", 99, "esnext"),
          "module", Map.of(1, "commonjs", 99, "esnext"),
          "moduleResolution", Map.of(100, "bundler"),
          "jsx", Map.of(1, "preserve", 2, "react"));

  private static final String LIB_PREFIX = "lib.";
  private static final String LIB_SUFFIX = ".d.ts";

  private CompilerOptions() {}

  /// Splits `options` into the sections of a tsconfig.json.
  static ObjectNode toTsconfig(JsonNode options) {
    ObjectNode tsconfig = Json.mapper().createObjectNode();
    ObjectNode compiler = tsconfig.putObject("compilerOptions");
    ObjectNode tstl = tsconfig.putObject("tstl");
    options
        .properties()
        .forEach(
            option ->
                (TSTL.contains(option.getKey()) ? tstl : compiler)
                    .set(option.getKey(), written(option.getKey(), option.getValue())));
    return tsconfig;
  }

  private static JsonNode written(String name, JsonNode value) {
    if (value.isInt()) {
      String word = ENUMS.getOrDefault(name, Map.of()).get(value.intValue());
      if (word == null) {
        throw new IllegalArgumentException(
            "no word is known for `" + name + "` = " + value + "; add it to CompilerOptions");
      }
      return Json.mapper().getNodeFactory().textNode(word);
    }
    return switch (name) {
      case "lib" -> {
        ArrayNode names = Json.mapper().createArrayNode();
        value.forEach(file -> names.add(libraryName(file.asText())));
        yield names;
      }
      case "types" -> {
        ArrayNode names = Json.mapper().createArrayNode();
        value.forEach(
            type ->
                names.add(
                    type.asText()
                        .replace(PeerCase.LANGUAGE_EXTENSIONS, LanguageExtensions.PACKAGE)));
        yield names;
      }
      default -> value;
    };
  }

  private static String libraryName(String file) {
    if (!file.startsWith(LIB_PREFIX) || !file.endsWith(LIB_SUFFIX)) {
      throw new IllegalArgumentException(
          "`lib` names a file that is none of TypeScript's: " + file);
    }
    return file.substring(LIB_PREFIX.length(), file.length() - LIB_SUFFIX.length());
  }
}
