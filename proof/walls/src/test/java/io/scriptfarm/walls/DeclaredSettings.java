package io.scriptfarm.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Settings that the code reads, and settings that the documents name.
final class DeclaredSettings {
  private static final Pattern PROPERTY = Pattern.compile("`(farm\\.[a-z.*-]+)`");
  private static final Pattern VARIABLE = Pattern.compile("\\bFARM_[A-Z_]*[A-Z]\\b");
  private static final String MAPPING = "io.smallrye.config.ConfigMapping";

  private DeclaredSettings() {}

  /// The properties of all configuration interfaces.
  static SortedSet<String> properties(JavaClasses classes) {
    SortedSet<String> names = new TreeSet<>();
    for (JavaClass type : classes) {
      type.tryGetAnnotationOfType(MAPPING)
          .ifPresent(
              mapping -> collect(type, mapping.get("prefix").orElseThrow().toString(), names));
    }
    return names;
  }

  private static void collect(JavaClass type, String prefix, SortedSet<String> names) {
    for (JavaMethod method : type.getAllMethods()) {
      if (!method.getModifiers().contains(JavaModifier.ABSTRACT)) {
        continue;
      }
      String name = prefix + "." + kebab(method.getName());
      JavaClass value = method.getRawReturnType();
      if (value.isInterface() && value.getName().startsWith("io.scriptfarm.")) {
        collect(value, name, names);
      } else {
        names.add(value.getName().equals("java.util.Map") ? name + ".*" : name);
      }
    }
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /// The first cells of the tables of a document, as far as they are properties.
  static SortedSet<String> documentedProperties(String document) {
    return document
        .lines()
        .filter(line -> line.startsWith("| `farm."))
        .flatMap(line -> found(PROPERTY, line.split("\\|")[1]))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The first cells of the tables of a document, as far as they are environment variables.
  static SortedSet<String> documentedVariables(String document) {
    return document
        .lines()
        .filter(line -> line.startsWith("| `FARM_"))
        .flatMap(line -> VARIABLE.matcher(line.split("\\|")[1]).results())
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Environment variables that a text names, other than forms of properties.
  static SortedSet<String> variables(String text, SortedSet<String> properties) {
    SortedSet<String> forms =
        properties.stream()
            .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .collect(Collectors.toCollection(TreeSet::new));
    return VARIABLE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(name -> !forms.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// All of the variables in some files.
  static SortedSet<String> variables(List<Path> files, SortedSet<String> properties) {
    return files.stream()
        .flatMap(file -> variables(SourceTree.text(file), properties).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }
}
