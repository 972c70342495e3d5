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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// V8 through Javet, one isolate for each session.
final class V8Engine implements JsEngine {
  private static final System.Logger LOG = System.getLogger(V8Engine.class.getName());

  /// Names a folder that holds the native library of just this Javet, as it is in Javet's jar: a
  /// quarter of a second less to start with. Absent, each process unpacks a copy of its own.
  private static final String LIBRARY = "scriptfarm.v8.library";

  /// Sessions that begin as different snapshots, or as none, live in one process only if snapshots
  /// have nothing of their own in V8's read-only space, which all of them share. Node 20 has no
  /// `Temporal`; V8 would bring it back into each session that begins as a snapshot.
  private static final String FLAGS = "--no-extensible-ro-snapshot --no-harmony-temporal";

  /// Javet wants a name, and there is no file: see {@link Locales}.
  private static final String NO_ICU_DATA = "/nonexistent/icudtl.dat";

  /// Near a heap's limit, V8 collects garbage without end before it asks for more, which large
  /// projects feel at the 1.4 GB that it has when embedded. From 2 GB on it becomes generous, and
  /// lets heaps of any size grow to four times of what lives in them instead of two.
  private static final String HEAP_FLAGS = "--max-old-space-size=2047";

  /// KiB of stack, eight times what Node's V8 has by default: the farm's driver has frames of its
  /// own, and code that is not yet compiled takes several times as much as code that is. So what
  /// compiles on Node compiles here, however cold the session is. {@link GuardedSession} gives
  /// threads more than that.
  private static final String STACK_FLAGS = "--stack-size=" + 8 * 984;

  private final V8Host host;
  private final String version;
  private final CodeCache codeCache;
  private final Optional<V8Snapshots> snapshots;
  private final OpenSessions sessions = new OpenSessions();

  private V8Engine(
      V8Host host, String version, CodeCache codeCache, Optional<V8Snapshots> snapshots) {
    this.host = host;
    this.version = version;
    this.codeCache = codeCache;
    this.snapshots = snapshots;
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
              + " --enable-native-access=ALL-UNNAMED and a writable java.io.tmpdir that allows"
              + " executables",
          e);
    }
  }

  private static V8Engine tryLoad() throws JavetException {
    // Javet's default makes every script strict, which Node does not.
    V8RuntimeOptions.V8_FLAGS
        .setUseStrict(false)
        .setIcuDataFile(NO_ICU_DATA)
        .setCustomFlags(String.join(" ", FLAGS, HEAP_FLAGS, STACK_FLAGS));
    V8Host host = host(System.getProperty(LIBRARY));
    if (!host.isLibraryLoaded()) {
      JavetException reason = host.getLastException();
      if (reason != null) {
        throw reason;
      }
      throw new UnsatisfiedLinkError("Javet gave no reason");
    }
    String version;
    try (V8Runtime probe = host.createV8Runtime()) {
      version = "V8 " + probe.getVersion() + " (Javet " + host.getJavetVersion() + ", ICU)";
    }
    return new V8Engine(host, version, new CodeCache(), Optional.empty());
  }

  private static V8Host host(@Nullable String unpacked) {
    if (unpacked != null) {
      JavetLibLoader.setLibLoadingListener(new Unpacked(new File(unpacked)));
      return V8Host.getV8I18nInstance();
    }
    var library = new PrivateCopy();
    JavetLibLoader.setLibLoadingListener(library);
    try {
      return V8Host.getV8I18nInstance();
    } finally {
      library.delete();
    }
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
  public JsSession open(StartScript start, Limits limits) {
    Optional<byte[]> snapshot = snapshots.flatMap(kept -> kept.find(start));
    if (snapshot.isPresent()) {
      try {
        return restore(start, snapshot.get(), limits);
      } catch (IllegalStateException e) {
        LOG.log(System.Logger.Level.WARNING, "V8 refuses a snapshot: {0}", e.toString());
        snapshots.ifPresent(kept -> kept.discard(start));
      }
    }
    JsSession session =
        open(
            start,
            limits,
            asked -> V8Realm.create(host, asked, limits),
            realm -> realm.evaluate(start, codeCache));
    snapshots.ifPresent(kept -> kept.makeLater(start));
    return session;
  }

  /// A session that begins as this snapshot, which must be one of this V8 and this script.
  JsSession restore(StartScript start, byte[] snapshot, Limits limits) {
    return open(
        start,
        limits,
        asked -> V8Realm.restore(host, asked, limits, snapshot),
        realm -> new Realm.Outcome.Returned(""));
  }

  /// What a session is after the script and the warm-up.
  ///
  /// Throws what [#open] throws.
  byte[] snapshot(StartScript start, Limits limits) {
    WarmUp warmUp = start.warmUp().get();
    var made = new AtomicReference<byte[]>();
    open(
            start,
            limits,
            asked -> V8Realm.rehearsal(host, limits, warmUp),
            realm -> realm.rehearse(start, warmUp, made::set))
        .close();
    return Objects.requireNonNull(made.get());
  }

  private GuardedSession open(
      StartScript start,
      Limits limits,
      Function<Realm.Host, V8Realm> realm,
      Function<V8Realm, Realm.Outcome> first) {
    GuardedSession session = GuardedSession.open(start.name(), limits, realm, first, sessions);
    sessions.opened(session);
    return session;
  }

  @Override
  public JsEngine keeping(SnapshotFolder folder) {
    return new V8Engine(
        host, version, codeCache, Optional.of(new V8Snapshots(folder, version + " " + FLAGS)));
  }

  @Override
  public boolean prepare(StartScript start) {
    return snapshots.map(kept -> kept.make(start)).orElse(false);
  }

  @Override
  public long heapBytes() {
    return sessions.heapBytes();
  }

  @Override
  public boolean isStuck() {
    return sessions.isStuck();
  }

  @Override
  public void close() {
    sessions.closeAll();
    snapshots.ifPresent(V8Snapshots::close);
  }

  /// Where somebody has unpacked Javet's library, so that processes share its pages.
  private record Unpacked(File folder) implements IJavetLibLoadingListener {
    @Override
    public File getLibPath(JSRuntimeType type) {
      return folder;
    }

    @Override
    public boolean isDeploy(JSRuntimeType type) {
      return false;
    }
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
