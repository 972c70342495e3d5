package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ArtifactRequest;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.publication.Service;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A session on a connection that takes as much as the test says, at times that the test says.
class ServerSessionTest {
  private final Workspace workspace =
      new Workspace()
          .put("StarterGui/a.lua", Service.STARTER_GUI, Workspace.noise(1, 300_000))
          .put("StarterGui/b.lua", Service.STARTER_GUI, Workspace.noise(2, 300_000))
          .put("StarterGui/c.lua", Service.STARTER_GUI, "return 'c'");
  private final RecordingListener heard = new RecordingListener();
  private final Narrow connection = new Narrow();
  private ServedGenerations generations = ServedGenerations.NONE;
  private long now;
  private final ServerSession session =
      new ServerSession(
          new ReplicationServer.Peer(1, "ada", "here"),
          connection,
          () -> generations,
          ReplicationServer.Config.on("127.0.0.1", 0)
              .cuttingAfter(Duration.ofSeconds(30), Duration.ofSeconds(60)),
          heard,
          () -> now);

  /// A connection that takes a number of messages.
  private static final class Narrow implements Connection {
    final List<Message> sent = new ArrayList<>();
    final Deque<Runnable> later = new ArrayDeque<>();
    int room;
    int pings;
    String closed = "";

    @Override
    public boolean isFull() {
      return room == 0;
    }

    @Override
    public void send(ByteBuffer message) {
      assertTrue(room > 0, "nothing is sent to a connection that is full");
      room--;
      try {
        sent.add(Codec.decode(message));
      } catch (ProtocolException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void ping() {
      pings++;
    }

    @Override
    public void close(int code, String reason) {
      closed = code + " " + reason;
    }

    @Override
    public void later(Runnable action) {
      later.add(action);
    }

    @Override
    public <T> void fetch(Supplier<Optional<T>> slow, Consumer<Optional<T>> then) {
      later.add(() -> then.accept(slow.get()));
    }
  }

  private void publish() {
    serve();
    session.published();
    session.greeted();
  }

  private void serve() {
    generations =
        generations.then(
            new ServedGeneration(workspace.signed(workspace.next().forClients()), workspace::read));
  }

  private void room(int messages) {
    connection.room = messages;
    session.heard();
    while (!connection.later.isEmpty()) {
      connection.later.poll().run();
    }
  }

  private void request(String... paths) {
    List<ArtifactRequest> wanted = new ArrayList<>();
    for (String path : paths) {
      wanted.add(
          new ArtifactRequest(wanted.size(), new ProjectPath(path), "lua", new Position.Start()));
    }
    session.received(Codec.encode(new ScriptRequest(1, wanted)));
  }

  private List<String> chunks() {
    return connection.sent.stream()
        .filter(ScriptChunk.class::isInstance)
        .map(ScriptChunk.class::cast)
        .map(chunk -> chunk.stream() + ":" + chunk.index())
        .toList();
  }

  @Test
  void nothingIsSentBeforeTheClientHasSpoken() {
    serve();
    connection.room = 1;
    session.published();
    assertEquals(List.of(), connection.sent);
    session.greeted();
    assertInstanceOf(ScriptManifest.class, connection.sent.getFirst());
  }

  @Test
  void nothingIsSentToALineThatIsFullAndStreamsTakeTurns() {
    publish();
    assertEquals(List.of(), connection.sent);
    room(1);
    assertInstanceOf(ScriptManifest.class, connection.sent.getFirst());
    request("StarterGui/a.lua", "StarterGui/b.lua", "StarterGui/c.lua");
    room(0);
    assertEquals(List.of(), chunks());
    room(4);
    assertEquals(List.of("0:0", "1:0", "2:0", "0:1"), chunks());
    room(100);
    assertEquals(
        List.of("0:0", "1:0", "2:0", "0:1", "1:1", "0:2", "1:2", "0:3", "1:3", "0:4", "1:4"),
        chunks());
  }

  @Test
  void onlyTheNewestManifestGoesToOneWhoIsSlow() {
    publish();
    publish();
    publish();
    room(100);
    assertEquals(1, connection.sent.size());
  }

  @Test
  void fourArtifactsAreInMemoryForOneClient() {
    for (int i = 0; i < 16; i++) {
      workspace.put("StarterGui/s%d.lua".formatted(i), Service.STARTER_GUI, Workspace.noise(i, 99));
    }
    publish();
    room(1);
    String[] paths = new String[16];
    for (int i = 0; i < 16; i++) {
      paths[i] = "StarterGui/s%d.lua".formatted(i);
    }
    request(paths);
    assertEquals(4, connection.later.size(), "read at a time");
    room(0);
    assertEquals(0, connection.later.size(), "nothing more is read before something is sent");
    room(100);
    assertEquals(16, chunks().size());
  }

  @Test
  void theGenerationBeforeStaysToBeHad() {
    publish();
    room(1);
    publish();
    room(1);
    request("StarterGui/c.lua"); // of generation 1
    room(1);
    assertEquals(List.of("0:0"), chunks());
    publish();
    room(1);
    request("StarterGui/c.lua");
    room(1);
    assertEquals(new Message.ScriptRefused(0, Message.Reason.NOT_THERE), connection.sent.getLast());
  }

  @Test
  void whatCannotBeReadIsRefusedAsThat() {
    publish();
    workspace.artifacts.clear();
    room(1);
    request("StarterGui/c.lua");
    room(1);
    assertEquals(
        new Message.ScriptRefused(0, Message.Reason.UNAVAILABLE), connection.sent.getLast());
  }

  @Test
  void oneWhoSaysNothingIsAskedAndThenCut() {
    publish();
    room(1);
    at(10);
    at(20);
    assertEquals(2, connection.pings);
    session.heard(); // the answer
    at(49);
    assertEquals("", connection.closed);
    at(51);
    assertEquals("1008 nothing was heard for 30 s", connection.closed);
    assertEquals(List.of("nothing was heard for 30 s"), heard.refused);
  }

  @Test
  void oneWhoAnswersButVerifiesNothingIsCut() {
    publish();
    room(1);
    for (int second = 0; second <= 60; second += 10) {
      at(second);
      session.heard();
    }
    assertEquals("", connection.closed);
    at(61);
    assertEquals("1008 generation 1 was not verified within 60 s", connection.closed);
  }

  @Test
  void oneWhoIsReadyMayStay() {
    publish();
    room(1);
    session.received(Codec.encode(new GenerationReady(1)));
    for (int second = 0; second <= 600; second += 10) {
      at(second);
      session.heard();
    }
    assertEquals("", connection.closed);
    assertEquals(List.of("ada:1"), heard.ready);
  }

  private void at(int second) {
    now = Duration.ofSeconds(second).toNanos();
    session.tick();
  }
}
