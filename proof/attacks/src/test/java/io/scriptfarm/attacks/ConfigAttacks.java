package io.scriptfarm.attacks;

import static io.scriptfarm.attacks.Attack.files;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Configurations that are none, lead out of the project, or lead around in it.
final class ConfigAttacks {
  private static final String ANYTHING = "";
  private static final String ERROR = "category=ERROR";

  /// The usual configuration, after an opening brace.
  private static final String USUAL = Attack.TSCONFIG.strip().substring(1);

  private ConfigAttacks() {}

  static Stream<Attack> all() {
    return Stream.concat(
        broken().stream().map(Attack::buildsNothing),
        Stream.concat(outside().stream(), odd().stream()));
  }

  private static Attack config(String name, String tsconfig, String words) {
    return files(name, Map.of("tsconfig.json", tsconfig, "attack.ts", "export {};\n"), words);
  }

  /// The usual one with more options of TypeScript.
  private static Attack options(String name, String more, String words) {
    return config(name, Attack.TSCONFIG.replace("\"strict\"", more + ", \"strict\""), words);
  }

  private static Attack lua(String name, String more, String words) {
    return config(name, Attack.TSCONFIG.replace("\"luaTarget\": \"5.4\"", more), words);
  }

  private static List<Attack> broken() {
    return List.of(
        config("what refers to itself", "{\"references\": [{\"path\": \".\"}]," + USUAL, ANYTHING),
        config("no configuration at all", "", ANYTHING),
        config("brackets that never end", "[".repeat(100_000), ANYTHING),
        config("objects that never end", "{\"a\":".repeat(50_000), ANYTHING),
        lua(
            "a bundle of what is not there",
            "\"luaBundle\": \"all.lua\", \"luaBundleEntry\": \"gone.ts\"",
            ERROR),
        lua(
            "a bundle in version control",
            "\"luaBundle\": \"../.git/hooks/all.lua\", \"luaBundleEntry\": \"user.ts\"",
            "not written"),
        options("no files wanted", "\"noEmit\": true", ANYTHING),
        config(
            "files that are not there",
            "{\"files\": [\"gone.ts\", \"../../../etc/passwd.ts\"]," + USUAL,
            ERROR),
        config("files of nowhere", "{\"include\": [\"/etc/**/*\", \"gone/**/*\"]," + USUAL, ERROR));
  }

  private static List<Attack> outside() {
    return List.of(
        options(
            "declarations in version control",
            "\"declaration\": true, \"declarationDir\": \".git\"",
            "not written"),
        options(
            "maps of elsewhere",
            "\"sourceMap\": true, \"sourceRoot\": \"/etc\", \"mapRoot\": \"/etc\"",
            ANYTHING),
        options("paths to outside", "\"paths\": {\"*\": [\"../../../../etc/*\"]}", ANYTHING),
        options("types from outside", "\"typeRoots\": [\"/etc\", \"../..\"]", ANYTHING));
  }

  private static List<Attack> odd() {
    String keys =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"k%d\": %d,".formatted(i, i))
            .collect(Collectors.joining());
    return List.of(
        config("what extends itself", "{\"extends\": \"./tsconfig.json\"," + USUAL, ERROR),
        config("what extends nothing", "{\"extends\": \"./gone.json\"," + USUAL, ERROR),
        config("what extends outside", "{\"extends\": \"../../../../etc/passwd\"," + USUAL, ERROR),
        config("20,000 keys", "{" + keys + USUAL, ANYTHING),
        config(
            "the key of the prototype",
            "{\"__proto__\": {\"files\": [\"x\"]}, \"constructor\": 1," + USUAL,
            ANYTHING),
        config("include of a number", "{\"include\": 7," + USUAL, ERROR),
        config(
            "a pattern that takes long",
            "{\"include\": [\"" + "**/*a".repeat(30) + "\", \"*.ts\"]," + USUAL,
            ANYTHING),
        options("options of the wrong type", "\"target\": 7, \"lib\": \"x\", \"paths\": []", ERROR),
        options(
            "options that are none",
            "\"__proto__\": {\"noEmit\": true}, \"valueOf\": 1, \"nonsense\": {}",
            ERROR),
        options("libraries that are none", "\"lib\": [\"../../../etc/passwd\", \"ESNext\"]", ERROR),
        options("types that are not there", "\"types\": [\"gone\", \"../../etc\"]", ERROR),
        lua("a plugin that is not there", "\"luaPlugins\": [{\"name\": \"./gone.js\"}]", "gone"),
        lua(
            "a plugin from outside",
            "\"luaPlugins\": [{\"name\": \"../../../etc/passwd\"}]",
            "passwd"),
        lua("a plugin that is a number", "\"luaPlugins\": [{\"name\": 7}]", ANYTHING),
        lua("a bundle without a beginning", "\"luaBundle\": \"all.lua\"", ERROR),
        lua("a target that is none", "\"luaTarget\": \"6.7\"", ERROR),
        lua(
            "options of TSTL of the wrong type",
            "\"luaTarget\": 5.4, \"luaLibImport\": [], \"noHeader\": \"x\"",
            ERROR));
  }
}
