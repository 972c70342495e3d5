package io.scriptfarm.delivery.pull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A game server's scripts, always of the youngest generation of a workspace that could be fetched
/// and verified. It changes all at once, and only to a higher number: going back is a new
/// generation.
///
/// Starts with what the disk has when the farm does not answer. Threads of its own do the work;
/// closing ends them. Safe for concurrent use.
public final class ScriptSubscription implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScriptSubscription.class.getName());

  private final ScriptSource source;
  private final GenerationListener listener;
  private final Following following;
  private final Optional<Reporter> reporter;
  private final BlockingQueue<GenerationFeed.Announcement> heard = new LinkedBlockingQueue<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private volatile Optional<ScriptSet> current = Optional.empty();
  private Optional<String> tag = Optional.empty(); // of what the last look gave and is current

  /// How a workspace is followed.
  ///
  /// @param server what this game server is called where the farm lists who runs what; without a
  ///     name it does not say so
  /// @param feed where generations are heard of; without one, by events of the farm's cache-service
  /// @param look how long nothing is heard before the farm is asked, which also keeps a connection
  ///     to it open
  public record Following(Optional<String> server, Optional<GenerationFeed> feed, Duration look) {
    private static final Duration LOOK = Duration.ofSeconds(20); // connections live for 30 s

    /// Without a name, by the farm's events, with a look every 20 seconds.
    public static final Following SILENTLY =
        new Following(Optional.empty(), Optional.empty(), LOOK);

    public Following {
      if (server.isPresent() && !server.get().matches("[A-Za-z0-9._-]{1,64}")) {
        throw new IllegalArgumentException(
            "a server's name has 1 to 64 letters, digits, `.`, `-` and `_`, not: " + server.get());
      }
    }

    public static Following as(String server) {
      return new Following(Optional.of(server), Optional.empty(), LOOK);
    }

    public Following by(GenerationFeed other) {
      return new Following(server, Optional.of(other), look);
    }

    public Following withLook(Duration other) {
      return new Following(server, feed, other);
    }
  }

  private ScriptSubscription(
      ScriptSource source, Following following, GenerationListener listener) {
    this.source = source;
    this.listener = listener;
    this.following = following;
    this.reporter = following.server().map(name -> new Reporter(source, name));
  }

  /// Begins to follow the workspace of `source`, which stays the caller's to close, afterwards.
  public static ScriptSubscription start(
      ScriptSource source, Following following, GenerationListener listener) {
    ScriptSubscription subscription = new ScriptSubscription(source, following, listener);
    subscription.begin();
    return subscription;
  }

  private void begin() {
    GenerationFeed feed = following.feed().orElseGet(source::events);
    start("generations-heard", () -> hear(feed));
    start("generations", this::run);
    reporter.ifPresent(r -> start("generations-ready", r::run));
  }

  private void start(String name, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(work));
  }

  /// What is current; empty until there was a first one.
  public Optional<ScriptSet> current() {
    return current;
  }

  /// Waits for the first generation.
  ///
  /// @return empty when there is none in time
  public Optional<ScriptSet> awaitFirst(Duration patience) throws InterruptedException {
    boolean there = first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    return there ? current : Optional.empty();
  }

  public PullCounters counters() {
    return source.counters();
  }

  private void hear(GenerationFeed feed) {
    try {
      feed.follow(source.selection().workspace(), heard::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private void run() {
    try {
      startUp();
      while (true) {
        Optional<GenerationFeed.Announcement> youngest = youngestHeard();
        try {
          if (youngest.isPresent()) {
            follow(youngest.get());
          } else {
            look();
          }
        } catch (PullException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  /// The farm's youngest, or the disk's.
  private void startUp() throws InterruptedException {
    List<VerifiedGeneration> kept = source.kept();
    long known = kept.isEmpty() ? 0 : kept.getFirst().generation();
    try {
      Manifests.Tagged latest = source.look(Optional.empty()).orElseThrow();
      if (latest.published().generation() < known) {
        throw older(latest.published(), known);
      }
      become(source.pull(latest.published()));
      tag = latest.tag();
      return;
    } catch (PullException e) {
      failed(e);
    }
    for (VerifiedGeneration each : kept) {
      try {
        become(source.offline(each));
        return;
      } catch (PullException e) {
        failed(e);
      }
    }
  }

  /// What was heard last, or nothing for a while.
  private Optional<GenerationFeed.Announcement> youngestHeard() throws InterruptedException {
    GenerationFeed.Announcement next =
        heard.poll(following.look().toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      return Optional.empty();
    }
    List<GenerationFeed.Announcement> all = new ArrayList<>(List.of(next));
    heard.drainTo(all);
    return all.stream().max(Comparator.comparingLong(GenerationFeed.Announcement::generation));
  }

  private void follow(GenerationFeed.Announcement announced)
      throws PullException, InterruptedException {
    if (announced.generation() <= number()) {
      return;
    }
    VerifiedGeneration published =
        announced.release().isPresent()
            ? source.open(announced.release().get())
            : source.generation(announced.generation());
    if (published.generation() <= number()) {
      throw older(published, number());
    }
    become(source.pull(published, current));
  }

  private void look() throws PullException, InterruptedException {
    Optional<Manifests.Tagged> latest = source.look(tag);
    if (latest.isEmpty()) {
      return;
    }
    VerifiedGeneration published = latest.get().published();
    if (published.generation() < number()) {
      throw older(published, number());
    }
    if (published.generation() > number()) {
      become(source.pull(published, current));
    }
    tag = latest.get().tag();
  }

  private long number() {
    return current.map(ScriptSet::generation).orElse(0L);
  }

  private static PullException older(VerifiedGeneration published, long known) {
    return new PullException(
        ("the farm's youngest generation is %d, but %d was here already. Going back makes a new"
                + " generation (farm rollback); if the farm lost its data, empty the disk cache")
            .formatted(published.generation(), known));
  }

  private void become(ScriptSet next) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("closing");
    }
    Optional<ScriptSet> before = current;
    current = Optional.of(next);
    source.meters().switched.increment();
    first.countDown();
    try {
      listener.switched(before, next);
      reporter.ifPresent(r -> r.ready(next.generation()));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the listener failed with generation " + next.generation(), e);
    }
    source.keep(next.published());
  }

  private void failed(PullException why) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("closing");
    }
    source.meters().failed.increment();
    String stays = current.map(set -> "generation " + set.generation()).orElse("no generation");
    LOG.log(Level.WARNING, "{0} stays: {1}", stays, why.getMessage());
    try {
      listener.failed(why);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the listener failed with a failure", e);
    }
  }

  /// Ends the work; what is current stays usable. Returns when the listener is not called any more.
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    if (threads.contains(Thread.currentThread())) {
      return; // the listener has enough
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
