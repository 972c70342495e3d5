package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ArtifactRequest;
import io.scriptfarm.delivery.replication.Message.ArtifactState;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verified;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Service;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a server knows of one client and owes it, without the socket. Messages are made when the
/// connection takes them, so that a client that does not read costs what is noted here: at most
/// {@value #MAX_STREAMS} streams, of which {@value #OPEN} hold an artifact, and paths of the
/// manifest. All calls come from one thread.
final class ServerSession {
  static final int MAX_STREAMS = 16;
  private static final int OPEN = 4;

  // So that one client that takes everything at once does not keep a thread from the others.
  private static final int MESSAGES_AT_ONCE = 8;

  private final ReplicationServer.Peer peer;
  private final Connection connection;
  private final Supplier<ServedGenerations> generations;
  private final ReplicationServer.Config config;
  private final ReplicationServer.Listener listener;
  private final LongSupplier nanos;

  private Optional<ServedGeneration> told = Optional.empty();
  private boolean greeted;
  private boolean ready;
  private boolean over;
  private final Set<ProjectPath> held = new HashSet<>();
  private final Set<ProjectPath> toRun = new LinkedHashSet<>();
  private final Set<Integer> streams = new HashSet<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Deque<ArtifactStream> open = new ArrayDeque<>();
  private int reading;
  private boolean goingOn;
  private long lastHeard;
  private long lastMoved;

  ServerSession(
      ReplicationServer.Peer peer,
      Connection connection,
      Supplier<ServedGenerations> generations,
      ReplicationServer.Config config,
      ReplicationServer.Listener listener,
      LongSupplier nanos) {
    this.peer = peer;
    this.connection = connection;
    this.generations = generations;
    this.config = config;
    this.listener = listener;
    this.nanos = nanos;
    this.lastHeard = nanos.getAsLong();
    this.lastMoved = lastHeard;
  }

  /// The client gave a sign of life: an answer to a ping, or it read something.
  void heard() {
    lastHeard = nanos.getAsLong();
    pump();
  }

  /// The client has spoken, so it is listening. Before that nothing is sent: libraries lose what
  /// comes together with the answer to their handshake (decision 95).
  void greeted() {
    if (!greeted) {
      greeted = true;
      pump();
    }
  }

  /// There is a new generation.
  void published() {
    pump();
  }

  /// Takes a message; what breaks the protocol ends the session.
  void received(ByteBuffer bytes) {
    if (over) {
      return;
    }
    lastHeard = nanos.getAsLong();
    lastMoved = lastHeard;
    try {
      switch (Codec.decode(bytes)) {
        case ScriptRequest request -> requested(request);
        case ScriptVerify verify -> verified(verify);
        case GenerationReady(long generation) -> ready(generation);
        default -> throw forbidden("that is for servers to say");
      }
    } catch (ProtocolException e) {
      end(e);
    }
    pump();
  }

  /// Ends the session, because of what the client did or left undone.
  void end(ProtocolException cause) {
    if (!over) {
      over = true;
      waiting.clear();
      open.clear();
      connection.close(cause.violation().code(), cause.reason());
      listener.refused(peer, String.valueOf(cause.getMessage()));
    }
  }

  private static ProtocolException forbidden(String message) {
    return new ProtocolException(Violation.FORBIDDEN, message);
  }

  private void requested(ScriptRequest request) throws ProtocolException {
    Optional<ServedGeneration> served = generations.get().find(request.generation());
    for (ArtifactRequest wanted : request.wanted()) {
      if (streams.size() == MAX_STREAMS || !streams.add(wanted.stream())) {
        throw forbidden(
            "a client has at most %d streams with numbers of their own; wait until some end"
                .formatted(MAX_STREAMS));
      }
      ArtifactStream stream = new ArtifactStream(wanted.stream(), wanted.from());
      Optional<Digest> digest = served.flatMap(r -> r.digest(wanted.path(), wanted.kind()));
      if (digest.isEmpty()) {
        open.add(stream);
      } else {
        waiting.add(() -> read(served.get(), digest.get(), stream));
      }
    }
  }

  private void read(ServedGeneration served, Digest digest, ArtifactStream stream) {
    reading++;
    connection.fetch(
        () -> served.read(digest),
        script -> {
          reading--;
          if (!over) {
            stream.begin(script);
            open.add(stream);
            pump();
          }
        });
  }

  private void verified(ScriptVerify verify) throws ProtocolException {
    if (!concernsTold(verify.generation())) {
      return;
    }
    for (Verified result : verify.results()) {
      Manifest.Entry entry =
          told.flatMap(served -> served.entry(result.path()))
              .filter(named -> holds(named, result.digest()))
              .orElseThrow(() -> forbidden("no such artifact is in that generation"));
      if (result.state() == ArtifactState.DAMAGED) {
        listener.damaged(peer, result.path());
        continue;
      }
      held.add(entry.path());
      if (result.state() == ArtifactState.VERIFIED && runsByItself(entry)) {
        toRun.add(entry.path());
      }
    }
  }

  private static boolean holds(Manifest.Entry entry, Digest digest) {
    return entry.artifacts().values().stream().anyMatch(it -> it.digest().equals(digest));
  }

  /// What lies in `ReplicatedStorage` are modules, which run when others require them.
  private static boolean runsByItself(Manifest.Entry entry) {
    return entry.service() != Service.REPLICATED_STORAGE;
  }

  private void ready(long generation) throws ProtocolException {
    if (!concernsTold(generation) || ready) {
      return;
    }
    List<ProjectPath> first = told.map(ServedGeneration::first).orElse(List.of());
    if (!held.containsAll(first)) {
      throw forbidden("not ready: verify everything in ReplicatedFirst before");
    }
    ready = true;
    List<ProjectPath> others = new ArrayList<>(toRun);
    toRun.clear();
    first.stream().filter(others::contains).forEach(toRun::add);
    toRun.addAll(others);
    listener.ready(peer, generation);
  }

  /// Whether a message is about the generation that the client was told of last; one about an
  /// earlier one is late and does not matter any more.
  private boolean concernsTold(long generation) throws ProtocolException {
    long last = told.map(ServedGeneration::generation).orElse(0L);
    if (generation > last) {
      throw forbidden("this client was not told of generation " + generation);
    }
    return generation == last;
  }

  /// Has the client run scripts, as soon as it is ready.
  void execute(Collection<ProjectPath> paths) {
    toRun.addAll(paths);
    pump();
  }

  /// Sends what the connection takes.
  private void pump() {
    for (int sent = 0; sent < MESSAGES_AT_ONCE; sent++) {
      while (open.size() + reading < OPEN && !waiting.isEmpty()) {
        waiting.poll().run();
      }
      Optional<ByteBuffer> message =
          over || !greeted || connection.isFull() ? Optional.empty() : next();
      if (message.isEmpty()) {
        return;
      }
      connection.send(message.get());
      lastMoved = nanos.getAsLong();
    }
    if (!goingOn) {
      goingOn = true;
      connection.later(
          () -> {
            goingOn = false;
            pump();
          });
    }
  }

  private Optional<ByteBuffer> next() {
    Optional<ServedGeneration> current = generations.get().current();
    if (current.isPresent() && !current.equals(told)) {
      tell(current.get());
      return Optional.of(current.get().message());
    }
    if (ready && !toRun.isEmpty()) {
      List<ProjectPath> paths = toRun.stream().limit(Codec.MAX_ITEMS).toList();
      paths.forEach(toRun::remove);
      return Optional.of(Codec.encode(new ExecuteScript(generation(), paths)));
    }
    ArtifactStream stream = open.poll();
    if (stream == null) {
      return Optional.empty();
    }
    Message message = stream.next();
    if (stream.isDone()) {
      streams.remove(stream.stream());
    } else {
      open.add(stream);
    }
    return Optional.of(Codec.encode(message));
  }

  private void tell(ServedGeneration served) {
    told = Optional.of(served);
    ready = false;
    held.clear();
    toRun.removeIf(path -> served.entry(path).isEmpty());
  }

  private long generation() {
    return told.map(ServedGeneration::generation).orElse(0L);
  }

  /// Cuts a client that does not answer, and asks others whether they are there.
  void tick() {
    long now = nanos.getAsLong();
    if (isOver(now - lastHeard, config.silence())) {
      end(forbidden("nothing was heard for " + config.silence().toSeconds() + " s"));
    } else if (told.isPresent() && !ready && isOver(now - lastMoved, config.patience())) {
      end(
          forbidden(
              "generation %d was not verified within %d s"
                  .formatted(generation(), config.patience().toSeconds())));
    } else if (!over) {
      connection.ping();
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return nanos > limit.toNanos();
  }
}
