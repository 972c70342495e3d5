package io.scriptfarm.drill;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A project that nobody wrote: scripts that import one another, with classes, generics and
/// closures; in one of three projects some scripts do not type-check. The same number and size give
/// the same project.
///
/// @param number names it
/// @param files its files by path; the scripts are below `src`, outputs go to `dist`
record GeneratedProject(int number, SortedMap<String, String> files) {
  static final String CONFIG = "tsconfig.json";
  static final String OUT = "dist";
  private static final int WITH_ERRORS = 3;
  private static final int IMPORTS = 4;

  private static final String TSCONFIG =
      """
      {
        "compilerOptions": {
          "target": "ESNext", "lib": ["ESNext"], "types": [], "strict": true,
          "module": "ESNext", "moduleResolution": "Bundler", "rootDir": "src", "outDir": "dist"
        },
        "include": ["src"],
        "tstl": { "luaTarget": "5.4", "luaLibImport": "require" }
      }
      """;

  GeneratedProject {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  static GeneratedProject of(int number, int scripts) {
    Dice dice = new Dice(number * 31L + scripts);
    SortedMap<String, String> files = new TreeMap<>();
    files.put(CONFIG, TSCONFIG);
    boolean withErrors = dice.oneIn(WITH_ERRORS);
    for (int i = 0; i < scripts; i++) {
      files.put("src/m%d.ts".formatted(i), script(number, i, withErrors && dice.oneIn(10), dice));
    }
    return new GeneratedProject(number, files);
  }

  private static String script(int project, int i, boolean wrong, Dice dice) {
    StringBuilder text = new StringBuilder();
    StringBuilder uses = new StringBuilder();
    int imports = i == 0 ? 0 : dice.below(Math.min(i, IMPORTS) + 1);
    for (int n = 0; n < imports; n++) {
      int from = Math.max(0, i - 1 - dice.below(20));
      if (uses.indexOf("make%d(".formatted(from)) < 0) {
        text.append("import { make%1$d, type Item%1$d } from \"./m%1$d\";\n".formatted(from));
        uses.append("  parts.push(make%1$d(seed + %2$d).name);\n".formatted(from, dice.below(99)));
        uses.append("  const other%1$d: Item%1$d = make%1$d(seed);\n".formatted(from));
        uses.append("  total += other%1$d.tags.length;\n".formatted(from));
      }
    }
    text.append(
        """
        export interface Item%1$d { id: number; name: string; tags: string[] }
        /** Of project %2$d. */
        export function make%1$d(seed: number): Item%1$d {
          const parts: string[] = [`item-${seed}`];
          let total = seed * %3$d;
        %4$s  for (const part of [...parts].sort()) total += part.length;
          return { id: total, name: parts.join("."), tags: parts.map((p, n) => `${p}#${n}`) };
        }
        export class Store%1$d<T extends Item%1$d> {
          private readonly items = new Map<string, T>();
          add(item: T): this { this.items.set(item.name, item); return this; }
          get size(): number { return this.items.size; }
          *heavy(limit = %5$d): Generator<T> {
            for (const [, item] of this.items) if (item.id > limit) yield item;
          }
        }
        export const table%1$d = { a: %6$d, b: [%7$d, %8$d], c: { d: "%2$d/%1$d" } };
        """
            .formatted(
                i,
                project,
                dice.below(97) + 1,
                uses,
                dice.below(50),
                dice.below(1000),
                dice.below(1000),
                dice.below(1000)));
    if (wrong) {
      text.append("export const wrong%1$d: number = make%1$d(%1$d).name;\n".formatted(i));
    }
    return text.toString();
  }

  int scripts() {
    return files.size() - 1;
  }

  /// Its files as blobs, with the listing of them all.
  Uploads uploads() {
    Map<ProjectPath, Snapshot.Entry> entries = new TreeMap<>();
    Map<Digest, Blob> blobs = new HashMap<>();
    files.forEach(
        (path, text) -> {
          Blob blob = Blob.of(text.getBytes(StandardCharsets.UTF_8));
          blobs.put(blob.digest(), blob);
          entries.put(new ProjectPath(path), new Snapshot.File(blob.digest(), blob.size()));
        });
    Blob listing = SnapshotCodec.encode(Snapshot.of(entries));
    blobs.put(listing.digest(), listing);
    return new Uploads(listing.digest(), blobs);
  }

  /// What a farm needs of a project.
  ///
  /// @param snapshot the digest of its listing
  record Uploads(Digest snapshot, Map<Digest, Blob> blobs) {
    Uploads {
      blobs = Map.copyOf(blobs);
    }
  }

  /// Writes it into a folder below `parent`, which is its name.
  Path write(Path parent) {
    Path folder = parent.resolve("p" + number);
    try {
      Files.createDirectories(folder.resolve("src"));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
