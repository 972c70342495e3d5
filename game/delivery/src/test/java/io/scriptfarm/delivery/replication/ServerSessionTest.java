package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.Wanted;
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

/// A session on a line that takes as much as the test says, at times that the test says.
class ServerSessionTest {
  private final Workspace workspace =
      new Workspace()
          .put("StarterGui/a.lua", Service.STARTER_GUI, Workspace.noise(1, 300_000))
          .put("StarterGui/b.lua", Service.STARTER_GUI, Workspace.noise(2, 300_000))
          .put("StarterGui/c.lua", Service.STARTER_GUI, "return 'c'");
  private final Ears ears = new Ears();
  private final Narrow line = new Narrow();
  private Releases releases = Releases.NONE;
  private long now;
  private final ServerSession session =
      new ServerSession(
          new ReplicationServer.Peer(1, "ada", "here"),
          line,
          () -> releases,
          ReplicationServer.Config.on("127.0.0.1", 0)
              .cuttingAfter(Duration.ofSeconds(30), Duration.ofSeconds(60)),
          ears,
          () -> now);

  /// A line that takes a number of messages.
  private static final class Narrow implements Line {
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
      assertTrue(room > 0, "nothing is sent to a line that is full");
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
    releases =
        releases.then(
            new Release(workspace.signed(workspace.next().forClients()), workspace::read));
    session.published();
  }

  private void room(int messages) {
    line.room = messages;
    session.heard();
    while (!line.later.isEmpty()) {
      line.later.poll().run();
    }
  }

  private void request(String... paths) {
    List<Wanted> wanted = new ArrayList<>();
    for (String path : paths) {
      wanted.add(new Wanted(wanted.size(), new ProjectPath(path), "lua", new Position.Start()));
    }
    session.received(Codec.encode(new ScriptRequest(1, wanted)));
  }

  private List<String> chunks() {
    return line.sent.stream()
        .filter(ScriptChunk.class::isInstance)
        .map(ScriptChunk.class::cast)
        .map(chunk -> chunk.stream() + ":" + chunk.index())
        .toList();
  }

  @Test
  void nothingIsSentToALineThatIsFullAndStreamsTakeTurns() {
    publish();
    assertEquals(List.of(), line.sent);
    room(1);
    assertInstanceOf(ScriptManifest.class, line.sent.getFirst());
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
    assertEquals(1, line.sent.size());
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
    assertEquals(4, line.later.size(), "read at a time");
    room(0);
    assertEquals(0, line.later.size(), "nothing more is read before something is sent");
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
    assertEquals(new Message.ScriptRefused(0, Message.Reason.NOT_THERE), line.sent.getLast());
  }

  @Test
  void whatCannotBeReadIsRefusedAsThat() {
    publish();
    workspace.artifacts.clear();
    room(1);
    request("StarterGui/c.lua");
    room(1);
    assertEquals(new Message.ScriptRefused(0, Message.Reason.UNAVAILABLE), line.sent.getLast());
  }

  @Test
  void oneWhoSaysNothingIsAskedAndThenCut() {
    publish();
    room(1);
    at(10);
    at(20);
    assertEquals(2, line.pings);
    session.heard(); // the answer
    at(49);
    assertEquals("", line.closed);
    at(51);
    assertEquals("1008 nothing was heard for 30 s", line.closed);
    assertEquals(List.of("nothing was heard for 30 s"), ears.refused);
  }

  @Test
  void oneWhoAnswersButVerifiesNothingIsCut() {
    publish();
    room(1);
    for (int second = 0; second <= 60; second += 10) {
      at(second);
      session.heard();
    }
    assertEquals("", line.closed);
    at(61);
    assertEquals("1008 generation 1 was not verified within 60 s", line.closed);
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
    assertEquals("", line.closed);
    assertEquals(List.of("ada:1"), ears.ready);
  }

  private void at(int second) {
    now = Duration.ofSeconds(second).toNanos();
    session.tick();
  }
}
