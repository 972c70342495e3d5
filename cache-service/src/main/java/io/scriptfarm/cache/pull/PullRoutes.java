package io.scriptfarm.cache.pull;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Permission;
import io.scriptfarm.cache.Digests;
import io.scriptfarm.cache.Negotiation;
import io.scriptfarm.cache.TransferMemory;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Manifest.Artifact;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.service.Gate;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is published, for those who run it: `/workspaces/…`, as {@link PullPath} names it and
/// docs/generations.md describes it. Whoever asks sees his view of a generation and nothing else,
/// by whichever way: all artifacts are looked up in a {@link PublishedView}.
///
/// What is at hand is answered on the event loop, all else on a virtual thread. Thread-safe.
public final class PullRoutes {
  private static final System.Logger LOG = System.getLogger(PullRoutes.class.getName());
  private static final Duration SERVER_LEASE = Duration.ofMinutes(2);
  private static final long MAX_LIST_BYTES = 8 * 1024 * 1024; // of 100,000 digests
  private static final String PATH = PullPath.class.getName();
  private static final String JSON = "application/json";
  private static final String ZSTD = "zstd";
  private static final String FOREVER = "max-age=31536000, immutable";
  private static final CharSequence ACCEPT_RANGES = HttpHeaders.createOptimized("accept-ranges");
  private static final CharSequence RANGE = HttpHeaders.createOptimized("range");
  private static final CharSequence IF_RANGE = HttpHeaders.createOptimized("if-range");

  private final Releases releases;
  private final ServerReports servers;
  private final KnownReleases known;
  private final Announcements announcements;
  private final HotArtifacts artifacts;
  private final ArtifactSender sender;
  private final Digests digests;
  private final InstantSource clock;
  private final Executor threads;
  private final String cacheControl;

  /// @param shared whether caches on the way may answer others with what one was given
  PullRoutes(
      Releases releases,
      ServerReports servers,
      KnownReleases known,
      Announcements announcements,
      HotArtifacts artifacts,
      ArtifactSender sender,
      Digests digests,
      InstantSource clock,
      Executor threads,
      boolean shared) {
    this.releases = releases;
    this.servers = servers;
    this.known = known;
    this.announcements = announcements;
    this.artifacts = artifacts;
    this.sender = sender;
    this.digests = digests;
    this.clock = clock;
    this.threads = threads;
    this.cacheControl = (shared ? "public, " : "private, ") + FOREVER;
  }

  public void register(Router router) {
    router.route("/workspaces/*").handler(PullRoutes::admit);
    router
        .post("/workspaces/*")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_LIST_BYTES))
        .failureHandler(PullRoutes::refuseBody);
    router.route("/workspaces/*").handler(this::answer);
  }

  /// Lets a request through whose path names something that its sender may ask for; no body is read
  /// before.
  private static void admit(RoutingContext request) {
    Optional<PullPath> path =
        PullPath.parse(request.normalizedPath())
            .filter(named -> takes(named).contains(request.request().method()));
    if (path.isEmpty()) {
      Gate.hide(request);
    } else if (Gate.admits(request, Permission.in(path.get().workspace(), action(path.get())))) {
      request.put(PATH, path.get()).next();
    }
  }

  private static Action action(PullPath path) {
    return switch (path) {
      case PullPath.Running _ -> Action.REPORT;
      case PullPath.Kept _, PullPath.Events _, PullPath.Latest _, PullPath.OfGeneration _ ->
          Action.PULL;
    };
  }

  private static void refuseBody(RoutingContext request) {
    int status = request.statusCode() > 0 ? request.statusCode() : 500;
    Gate.refuse(request, status, "bad-body", "the list of digests cannot be taken; send less");
  }

  private void answer(RoutingContext request) {
    switch (Objects.requireNonNull(request.<@Nullable PullPath>get(PATH))) {
      case PullPath.Kept(WorkspaceName workspace) ->
          onThread(request, () -> kept(request, workspace));
      case PullPath.Events(WorkspaceName workspace) -> follow(request, workspace);
      case PullPath.Latest(WorkspaceName workspace) ->
          onThread(request, () -> latest(request, workspace));
      case PullPath.Running(WorkspaceName workspace, String server, long generation) ->
          onThread(request, () -> running(request, workspace, server, generation));
      case PullPath.OfGeneration part ->
          then(
              request,
              known.get(part.workspace(), part.generation(), view(request)),
              view -> ofGeneration(request, part, view));
    }
  }

  private static List<HttpMethod> takes(PullPath path) {
    return switch (path) {
      case PullPath.Pack _ -> List.of(HttpMethod.POST);
      case PullPath.Running _ -> List.of(HttpMethod.PUT);
      case PullPath.File _, PullPath.Artifact _ -> List.of(HttpMethod.GET, HttpMethod.HEAD);
      case PullPath.Kept _,
          PullPath.Events _,
          PullPath.Latest _,
          PullPath.Signed _,
          PullPath.NamedPack _ ->
          List.of(HttpMethod.GET);
    };
  }

  /// What the caller may see, or the less of it that he asks for.
  private static Manifest.View view(RoutingContext request) {
    return Manifest.View.REPLICATED.name().equals(request.request().getParam("view"))
        ? Manifest.View.REPLICATED
        : Gate.caller(request).view();
  }

  private void ofGeneration(
      RoutingContext request, PullPath.OfGeneration part, PublishedView view) {
    String kind = Optional.ofNullable(request.request().getParam("kind")).orElse(Manifest.LUA);
    switch (part) {
      case PullPath.Signed _ -> signed(request, view, cacheControl);
      case PullPath.File(_, _, var path) -> artifact(request, view.file(path, kind));
      case PullPath.Artifact(_, _, Digest digest) -> artifact(request, view.artifact(digest));
      case PullPath.NamedPack(_, _, String name) -> {
        List<Artifact> wanted = view.pack(name, kind);
        if (wanted.isEmpty()) {
          Gate.hide(request);
        } else {
          pack(request, () -> wanted);
        }
      }
      case PullPath.Pack _ -> pack(request, () -> listed(request, view));
    }
  }

  private void kept(RoutingContext request, WorkspaceName workspace) {
    JsonArray all = new JsonArray();
    for (long number : releases.numbers(workspace)) {
      known
          .get(workspace, number, view(request))
          .join()
          .map(view -> view.created().toString())
          .ifPresent(
              created ->
                  all.add(new JsonObject().put("generation", number).put("created", created)));
    }
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(all.toBuffer());
  }

  private void follow(RoutingContext request, WorkspaceName workspace) {
    Follower follower = Follower.begin(request, workspace, announcements);
    threads.execute(
        () -> {
          try {
            releases.numbers(workspace).stream().findFirst().ifPresent(follower::accept);
          } catch (StoreUnavailableException e) {
            ArtifactSender.cut(request, e); // the client comes again
          }
        });
  }

  private void latest(RoutingContext request, WorkspaceName workspace) {
    releases.numbers(workspace).stream()
        .findFirst()
        .flatMap(number -> known.get(workspace, number, view(request)).join())
        .ifPresentOrElse(view -> signed(request, view, "no-cache"), () -> Gate.hide(request));
  }

  private static void signed(RoutingContext request, PublishedView view, String caching) {
    HttpServerResponse response = request.response();
    String etag = '"' + view(request).name() + '-' + view.generation() + '"';
    response.putHeader(HttpHeaders.ETAG, etag).putHeader(HttpHeaders.CACHE_CONTROL, caching);
    if (isKnown(request, etag)) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(view.json());
    }
  }

  private void running(
      RoutingContext request, WorkspaceName workspace, String server, long generation) {
    if (servers.accept(
        new ServerReport(workspace, server, generation, clock.instant()), SERVER_LEASE)) {
      request.response().setStatusCode(204).end();
    } else {
      Gate.hide(request);
    }
  }

  private void artifact(RoutingContext request, Optional<Artifact> wanted) {
    if (wanted.isEmpty()) {
      Gate.hide(request);
      return;
    }
    Digest digest = wanted.get().digest();
    Coding coding =
        Optional.ofNullable(request.request().getHeader(HttpHeaders.ACCEPT_ENCODING))
                .filter(accepted -> Negotiation.accepts(accepted, ZSTD))
                .isPresent()
            ? Coding.ZSTD
            : Coding.IDENTITY;
    then(
        request,
        artifacts.get(digest, coding),
        content -> artifact(request, digest, coding, content));
  }

  private void artifact(
      RoutingContext request, Digest digest, Coding coding, Representation content) {
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.ETAG, content.etag())
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .putHeader(ACCEPT_RANGES, "bytes");
    if (isKnown(request, content.etag())) {
      response.setStatusCode(304).end();
      return;
    }
    ByteRange whole = new ByteRange(0, content.length());
    Optional<ByteRange> part = range(request, content);
    if (part.filter(range -> range.length() == 0).isPresent()) {
      response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + content.length());
      Gate.refuse(request, 416, "no-such-range", "it has " + content.length() + " bytes");
      return;
    }
    ByteRange range = part.orElse(whole);
    part.ifPresent(
        some ->
            response
                .setStatusCode(206)
                .putHeader(
                    HttpHeaders.CONTENT_RANGE,
                    "bytes %d-%d/%d".formatted(some.from(), some.to() - 1, content.length())));
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(range.length()));
    if (coding == Coding.ZSTD) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, ZSTD);
    }
    if (request.request().method() == HttpMethod.HEAD) {
      response.end();
    } else {
      sender.send(request, digest, coding, content, range);
    }
  }

  private static boolean isKnown(RoutingContext request, String etag) {
    String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    return known != null && Negotiation.matches(known, etag);
  }

  /// The part that is asked for, if what the client has the rest of is still the same.
  private static Optional<ByteRange> range(RoutingContext request, Representation content) {
    String range = request.request().getHeader(RANGE);
    String same = request.request().getHeader(IF_RANGE);
    return range == null || (same != null && !same.equals(content.etag()))
        ? Optional.empty()
        : ByteRange.parse(range, content.length());
  }

  private List<Artifact> listed(RoutingContext request, PublishedView view) {
    Buffer body = Optional.ofNullable(request.body().buffer()).orElseGet(Buffer::buffer);
    try {
      return digests.read(new ByteArrayInputStream(body.getBytes()), Room.UNBOUNDED).stream()
          .flatMap(digest -> view.artifact(digest).stream())
          .toList();
    } catch (IOException e) {
      throw new MalformedException("the list of digests cannot be read", e); // never: it is memory
    }
  }

  private void pack(RoutingContext request, Supplier<List<Artifact>> wanted) {
    onThread(
        request,
        () -> {
          List<Artifact> list = wanted.get();
          HttpServerResponse response = request.response();
          response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, BlobPack.MEDIA_TYPE);
          try {
            sender.sendPack(response, list);
          } catch (IOException e) {
            ArtifactSender.cut(request, e);
          }
        });
  }

  private void onThread(RoutingContext request, Runnable work) {
    threads.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            fail(request, e);
          }
        });
  }

  /// Goes on with what a future brings, on the event loop; hides what it does not bring.
  private <T> void then(
      RoutingContext request, CompletableFuture<Optional<T>> future, Consumer<T> next) {
    BiConsumer<Optional<T>, @Nullable Throwable> done =
        (value, failure) -> {
          if (failure != null) {
            fail(request, failure);
          } else {
            value.ifPresentOrElse(next, () -> Gate.hide(request));
          }
        };
    if (future.isDone()) {
      future.whenComplete(done);
      return;
    }
    Context loop = request.vertx().getOrCreateContext();
    future.whenComplete((value, failure) -> loop.runOnContext(_ -> done.accept(value, failure)));
  }

  private static void fail(RoutingContext request, Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
    if (request.response().headWritten()) {
      ArtifactSender.cut(request, new IOException(failure));
      return;
    }
    String says = String.valueOf(failure.getMessage());
    switch (failure) {
      case StoreUnavailableException _ -> retryLater(request, "store-unavailable", says);
      case TransferMemory.BusyException _ -> retryLater(request, "busy", says);
      case MalformedException _ -> Gate.refuse(request, 400, "malformed", says);
      case PayloadTooLargeException _ -> Gate.refuse(request, 413, "too-large", says);
      default -> {
        LOG.log(System.Logger.Level.ERROR, "request failed", failure);
        Gate.refuse(
            request, 500, "internal", "a defect of the cache-service; its log has the details");
      }
    }
  }

  private static void retryLater(RoutingContext request, String error, String message) {
    request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    Gate.refuse(request, 503, error, message);
  }
}
