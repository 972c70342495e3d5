package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.PackedScript.DamagedException;
import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verdict;
import io.scriptfarm.delivery.replication.Message.Verified;
import io.scriptfarm.delivery.replication.Message.Wanted;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys.UntrustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// What a client holds, wants and was told, whatever connection it came by. All calls come from one
/// thread.
final class Replica {
  /// How many artifacts are on their way at a time.
  static final int WINDOW = 8;

  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private final ReplicationClient.Config config;
  private final ScriptCache cache;
  private final ReplicationClient.Listener listener;
  private final Calls calls;
  private final Counters counters;

  private Optional<Outlet> outlet = Optional.empty();
  private Optional<Manifest> newest = Optional.empty();
  private boolean greeted; // whether this connection has brought a manifest
  private boolean ready; // whether this connection knows that this client runs the newest
  private boolean calling;
  private volatile Optional<HeldScripts> current = Optional.empty();
  private Optional<Next> next = Optional.empty();
  private Map<Digest, Want> wants = new LinkedHashMap<>();
  private final Map<Integer, Want> streams = new HashMap<>();
  private int lastStream;
  private final Map<ProjectPath, CompletableFuture<PackedScript>> required = new LinkedHashMap<>();
  private final Set<ProjectPath> toRun = new LinkedHashSet<>();
  private final Map<ProjectPath, Digest> ran = new HashMap<>();

  Replica(
      ReplicationClient.Config config,
      ScriptCache cache,
      ReplicationClient.Listener listener,
      Calls calls,
      Counters counters) {
    this.config = config;
    this.cache = cache;
    this.listener = listener;
    this.calls = calls;
    this.counters = counters;
  }

  /// Sends messages; blocks until the socket has them.
  interface Outlet {
    void send(Message message) throws IOException;
  }

  /// Something that this thread does; it may find the connection broken or the server at fault.
  interface Step {
    void run() throws ProtocolException, IOException;
  }

  /// Calls the game on a thread of the game's, then goes on here.
  interface Calls {
    void call(Runnable game, Step then);
  }

  /// A generation that is not complete yet.
  private record Next(HeldScripts set, Set<ProjectPath> missing) {}

  /// The generation that counts. For every thread.
  Optional<HeldScripts> current() {
    return current;
  }

  /// Whether this connection has come as far as to run what the server serves.
  boolean isReady() {
    return ready;
  }

  void connected(Outlet newOutlet) {
    outlet = Optional.of(newOutlet);
  }

  void disconnected() {
    outlet = Optional.empty();
    greeted = false;
    ready = false;
    streams.clear();
    wants.values().forEach(Want::cut);
  }

  /// Gives up: nothing comes any more.
  void lost(String reason) {
    required.values().forEach(future -> future.completeExceptionally(new IOException(reason)));
    required.clear();
  }

  void received(ByteBuffer bytes) throws ProtocolException, IOException {
    switch (Codec.decode(bytes)) {
      case ScriptManifest manifest -> prepare(open(manifest));
      case ScriptChunk chunk -> chunk(chunk);
      case ScriptRefused(int stream, Reason reason) -> refused(stream, reason);
      case ExecuteScript(long generation, var paths) -> execute(generation, paths);
      default -> throw forbidden("that is for clients to say");
    }
    proceed();
  }

  private static ProtocolException forbidden(String message) {
    return new ProtocolException(Violation.FORBIDDEN, message);
  }

  // --- generations

  private Manifest open(ScriptManifest message) throws ProtocolException {
    Manifest manifest;
    try {
      manifest =
          config
              .keys()
              .open(PackedManifest.unpack(message), config.workspace(), Manifest.View.REPLICATED);
    } catch (UntrustedException e) {
      throw forbidden(String.valueOf(e.getMessage()));
    }
    if (!Release.isForClients(manifest)) {
      throw forbidden("the manifest names what is for servers alone");
    }
    long least = newest.map(Manifest::generation).orElse(config.atLeast());
    if (manifest.generation() < least
        || newest.filter(known -> known.generation() == least).stream()
            .anyMatch(known -> manifest.generation() == least && !known.equals(manifest))) {
      throw forbidden(
          "generation %d was seen; %d is no later one".formatted(least, manifest.generation()));
    }
    newest = Optional.of(manifest);
    return manifest;
  }

  /// Finds out what is missing of a generation: of what comes first, and of what is held.
  private void prepare(Manifest manifest) throws ProtocolException {
    greeted = true;
    ready = false;
    HeldScripts set =
        current
            .filter(held -> held.generation() == manifest.generation())
            .orElseGet(() -> new HeldScripts(manifest, config.kinds()));
    Next preparing = new Next(set, new LinkedHashSet<>());
    for (ProjectPath path : Release.first(manifest)) {
      if (set.choice(path).isEmpty()) {
        throw forbidden("%s is in none of the kinds %s".formatted(path, config.kinds()));
      }
      include(preparing, path);
    }
    current.map(HeldScripts::held).orElse(Set.of()).stream()
        .sorted()
        .forEach(path -> include(preparing, path));
    next = Optional.of(preparing);
    wantAgain();
  }

  private void include(Next preparing, ProjectPath path) {
    Optional<HeldScripts.Choice> choice = preparing.set().choice(path);
    if (choice.isEmpty() || preparing.set().find(path).isPresent()) {
      return;
    }
    known(path, choice.get().digest())
        .ifPresentOrElse(
            script -> preparing.set().add(path, script), () -> preparing.missing().add(path));
  }

  /// An artifact that is here: in use, or in the cache.
  private Optional<PackedScript> known(ProjectPath path, Digest digest) {
    Predicate<PackedScript> right = script -> script.digest().equals(digest);
    return current
        .flatMap(set -> set.find(path))
        .filter(right)
        .or(() -> cache.find(digest).filter(right));
  }

  /// Does what can be done now: switches, runs, asks.
  private void proceed() throws IOException {
    if (!calling && next.isPresent() && next.get().missing().isEmpty()) {
      switchTo(next.get().set());
    }
    if (!calling) {
      runNext();
    }
    ask();
  }

  private void switchTo(HeldScripts set) throws IOException {
    next = Optional.empty();
    if (current.filter(set::equals).isPresent()) {
      acknowledge();
      return;
    }
    current = Optional.of(set);
    toRun.removeIf(path -> set.choice(path).isEmpty());
    for (var waiting : List.copyOf(required.entrySet())) {
      resolve(waiting.getKey(), waiting.getValue());
    }
    wantAgain();
    call(() -> listener.switched(set), this::acknowledge);
  }

  private void call(Runnable game, Step then) {
    calling = true;
    calls.call(
        game,
        () -> {
          calling = false;
          then.run();
          proceed();
        });
  }

  /// Tells the server what is here and that it runs, if it still is the newest.
  private void acknowledge() throws IOException {
    if (greeted && next.isEmpty() && current.isPresent()) {
      report(current.get().held());
      send(new GenerationReady(current.get().generation()));
      ready = true;
    }
  }

  private void report(Collection<ProjectPath> paths) throws IOException {
    HeldScripts set = current.orElseThrow();
    List<Verified> results = new ArrayList<>();
    for (ProjectPath path : paths) {
      Digest digest = set.find(path).orElseThrow().digest();
      boolean runs = digest.equals(ran.get(path)) || toRun.contains(path);
      results.add(new Verified(path, digest, runs ? Verdict.RUNNING : Verdict.VERIFIED));
    }
    for (int i = 0; i < results.size(); i += Codec.MAX_ITEMS) {
      int end = Math.min(results.size(), i + Codec.MAX_ITEMS);
      send(new ScriptVerify(set.generation(), results.subList(i, end)));
    }
  }

  private void send(Message message) throws IOException {
    if (outlet.isPresent()) {
      outlet.get().send(message);
    }
  }

  // --- scripts

  /// Completes `future` with the script of the current generation, or the first that becomes that.
  void require(ProjectPath path, CompletableFuture<PackedScript> future) throws IOException {
    resolve(path, future);
    proceed();
  }

  private void resolve(ProjectPath path, CompletableFuture<PackedScript> future)
      throws IOException {
    if (current.isPresent() && current.get().choice(path).isEmpty()) {
      required.remove(path);
      future.completeExceptionally(
          new NoSuchElementException(
              "generation %d has no %s for clients".formatted(current.get().generation(), path)));
      return;
    }
    Optional<PackedScript> here = current.isPresent() ? hold(path) : Optional.empty();
    if (here.isPresent()) {
      required.remove(path);
      future.complete(here.get());
      return;
    }
    CompletableFuture<PackedScript> other = required.putIfAbsent(path, future);
    if (other != null && other != future) {
      other.whenComplete(
          (script, failure) -> {
            if (failure == null) {
              future.complete(script);
            } else {
              future.completeExceptionally(failure);
            }
          });
    }
    current.ifPresent(set -> want(set, path, Map.of()));
  }

  /// The script of the current generation, if it is here.
  private Optional<PackedScript> hold(ProjectPath path) throws IOException {
    HeldScripts set = current.orElseThrow();
    Optional<PackedScript> held = set.find(path);
    if (held.isPresent()) {
      return held;
    }
    Optional<PackedScript> found = set.choice(path).flatMap(choice -> known(path, choice.digest()));
    if (found.isPresent()) {
      set.add(path, found.get());
      if (ready) {
        report(List.of(path));
      }
      if (next.isPresent()) {
        include(next.get(), path); // what is held has to be there when the next one comes
        wantAgain();
      }
    }
    return found;
  }

  private void execute(long generation, List<ProjectPath> paths) throws ProtocolException {
    long running = current.map(HeldScripts::generation).orElse(0L);
    if (generation > running) {
      throw forbidden("generation %d does not run here yet".formatted(generation));
    }
    if (generation < running) {
      return;
    }
    for (ProjectPath path : paths) {
      if (current.flatMap(set -> set.choice(path)).isEmpty()) {
        throw forbidden("generation %d has no %s for clients".formatted(generation, path));
      }
      toRun.add(path);
    }
  }

  /// Runs what is next, or wants it.
  private void runNext() throws IOException {
    if (toRun.isEmpty() || current.isEmpty()) {
      return;
    }
    HeldScripts set = current.get();
    ProjectPath path = toRun.iterator().next();
    Optional<PackedScript> script = hold(path);
    if (script.isEmpty()) {
      want(set, path, Map.of());
      return;
    }
    toRun.remove(path);
    ran.put(path, script.get().digest());
    call(() -> listener.execute(set, path, script.get()), () -> {});
  }

  // --- fetching

  /// Makes the list of what is wanted anew, the most urgent first.
  private void wantAgain() {
    Map<Digest, Want> before = wants;
    wants = new LinkedHashMap<>();
    next.ifPresent(it -> it.missing().forEach(path -> want(it.set(), path, before)));
    current.ifPresent(
        set -> {
          toRun.stream().limit(1).forEach(path -> want(set, path, before));
          required.keySet().forEach(path -> want(set, path, before));
        });
  }

  private void want(HeldScripts set, ProjectPath path, Map<Digest, Want> before) {
    if (set.find(path).isPresent()) {
      return;
    }
    set.choice(path)
        .ifPresent(
            choice -> {
              if (wants.containsKey(choice.digest())) {
                return;
              }
              Want known = before.get(choice.digest());
              if (known != null) {
                known.retarget(set, path, choice);
              }
              wants.put(
                  choice.digest(),
                  known != null ? known : new Want(set, path, choice, System.nanoTime()));
            });
  }

  /// Whether something is to be asked for again later.
  boolean isPostponing() {
    return greeted && streams.size() < Math.min(WINDOW, wants.size());
  }

  /// Whether the server owes something.
  boolean isExpecting() {
    return !greeted || !streams.isEmpty();
  }

  /// Asks for as much as may be on its way.
  void ask() throws IOException {
    if (!greeted) {
      return;
    }
    Map<Long, List<Wanted>> requests = new LinkedHashMap<>();
    for (Want want : wants.values()) {
      if (streams.size() == WINDOW) {
        break;
      }
      if (want.isDue(System.nanoTime())) {
        streams.put(++lastStream, want);
        requests
            .computeIfAbsent(want.generation(), _ -> new ArrayList<>())
            .add(new Wanted(lastStream, want.path(), want.kind(), want.ask()));
      }
    }
    for (var request : requests.entrySet()) {
      send(new ScriptRequest(request.getKey(), request.getValue()));
    }
  }

  private void chunk(ScriptChunk chunk) throws ProtocolException, IOException {
    Want want = stream(chunk.stream());
    counters.chunks.incrementAndGet();
    if (!want.add(chunk)) {
      return;
    }
    streams.remove(chunk.stream());
    try {
      taken(want, want.assemble());
    } catch (DamagedException e) {
      counters.damaged.incrementAndGet();
      if (newest.filter(it -> it.generation() == want.generation()).isPresent()) {
        Verified result = new Verified(want.path(), want.digest(), Verdict.DAMAGED);
        send(new ScriptVerify(want.generation(), List.of(result)));
      }
      again(want, 0, String.valueOf(e.getMessage()));
    }
  }

  private Want stream(int stream) throws ProtocolException {
    Want want = streams.get(stream);
    if (want == null) {
      throw forbidden("nothing was asked for on stream " + Integer.toUnsignedString(stream));
    }
    return want;
  }

  private void taken(Want want, PackedScript script) throws IOException {
    counters.artifacts.incrementAndGet();
    cache.put(script);
    wants.remove(want.digest());
    next.ifPresent(
        it ->
            it.missing()
                .removeIf(
                    path -> {
                      boolean same = isOf(it.set(), path, want);
                      if (same) {
                        it.set().add(path, script);
                      }
                      return same;
                    }));
    if (current.isEmpty()) {
      return;
    }
    for (var waiting : List.copyOf(required.entrySet())) {
      if (isOf(current.get(), waiting.getKey(), want)) {
        resolve(waiting.getKey(), waiting.getValue());
      }
    }
  }

  private static boolean isOf(HeldScripts set, ProjectPath path, Want want) {
    return set.choice(path).filter(choice -> choice.digest().equals(want.digest())).isPresent();
  }

  private void refused(int stream, Reason reason) throws ProtocolException {
    Want want = stream(stream);
    streams.remove(stream);
    switch (reason) {
      case NOT_THERE -> failed(want, "the server has no " + want.path() + " for this client");
      case UNAVAILABLE -> again(want, PAUSE_NANOS, "the server cannot read " + want.path());
    }
  }

  private void again(Want want, long pauseNanos, String reason) throws ProtocolException {
    if (!want.retry(pauseNanos, System.nanoTime())) {
      failed(want, reason);
    }
  }

  /// Does without an artifact, or without the connection when the next generation needs it.
  private void failed(Want want, String reason) throws ProtocolException {
    wants.remove(want.digest());
    if (next.filter(it -> it.missing().stream().anyMatch(path -> isOf(it.set(), path, want)))
        .isPresent()) {
      throw forbidden("generation %d: %s".formatted(want.generation(), reason));
    }
    current.ifPresent(
        set -> {
          required
              .entrySet()
              .removeIf(
                  waiting ->
                      isOf(set, waiting.getKey(), want)
                          && waiting.getValue().completeExceptionally(new IOException(reason)));
          for (ProjectPath path : List.copyOf(toRun)) {
            if (isOf(set, path, want)) {
              toRun.remove(path);
              calls.call(() -> listener.unavailable(path, reason), () -> {});
            }
          }
        });
  }
}
