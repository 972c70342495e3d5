package io.scriptfarm.compiler.engine;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// V8 through Javet, one isolate for each session.
final class V8Engine implements JsEngine {
  private final V8Host host;
  private final String version;
  private final CodeCache codeCache = new CodeCache();
  private final Set<GuardedSession> sessions = ConcurrentHashMap.newKeySet();

  private V8Engine(V8Host host, String version) {
    this.host = host;
    this.version = version;
  }

  /// Loads the native library.
  ///
  /// @throws EngineUnavailableException if it cannot be loaded on this machine
  static V8Engine load() {
    try {
      return tryLoad();
    } catch (JavetException | LinkageError | UncheckedIOException e) {
      throw new EngineUnavailableException(
          "V8 cannot run here ("
              + reason(e)
              + "): use the engine 'graaljs' or 'auto', or run on Linux x86-64 with glibc, with"
              + " --enable-native-access=ALL-UNNAMED and a writable java.io.tmpdir that allows executables",
          e);
    }
  }

  private static V8Engine tryLoad() throws JavetException {
    // Javet's default makes every script strict, which Node does not.
    V8RuntimeOptions.V8_FLAGS.setUseStrict(false);
    var library = new PrivateCopy();
    JavetLibLoader.setLibLoadingListener(library);
    V8Host host;
    try {
      host = V8Host.getV8Instance();
    } finally {
      library.delete();
    }
    if (!host.isLibraryLoaded()) {
      JavetException reason = host.getLastException();
      if (reason != null) {
        throw reason;
      }
      throw new UnsatisfiedLinkError("Javet gave no reason");
    }
    String version;
    try (V8Runtime probe = host.createV8Runtime()) {
      version = "V8 " + probe.getVersion() + " (Javet " + host.getJavetVersion() + ")";
    }
    return new V8Engine(host, version);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  @Override
  public EngineKind kind() {
    return EngineKind.V8;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isInterpreting() {
    return false;
  }

  @Override
  public JsSession open(String name, String script, Limits limits) {
    GuardedSession session =
        GuardedSession.open(
            name,
            script,
            limits,
            asked -> V8Realm.create(host, asked, limits, codeCache),
            sessions::remove);
    sessions.add(session);
    return session;
  }

  @Override
  public void close() {
    sessions.forEach(GuardedSession::close);
  }

  /// Where Javet unpacks its library: a folder that no other process can have prepared, gone once
  /// the library is loaded.
  private static final class PrivateCopy implements IJavetLibLoadingListener {
    private final Path folder;

    PrivateCopy() {
      try {
        folder = Files.createTempDirectory("scriptfarm-v8-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public File getLibPath(JSRuntimeType type) {
      return folder.toFile();
    }

    void delete() {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        // Another system may lock a loaded library: then the temporary folder keeps it.
        folder.toFile().deleteOnExit();
      }
    }
  }
}
