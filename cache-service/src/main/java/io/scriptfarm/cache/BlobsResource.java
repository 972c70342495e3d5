package io.scriptfarm.cache;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.Pieces;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.service.Errors;
import io.scriptfarm.store.BlobRefusedException;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.StoredFrames;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/// Blobs by digest. Bodies of any size flow through in the memory of a batch, both ways; only a
/// single blob is ever held whole.
@Path("/blobs")
@RunOnVirtualThread
public class BlobsResource {
  private static final System.Logger LOG = System.getLogger(BlobsResource.class.getName());
  private static final int BUFFER = 64 * 1024;
  private static final String ZSTD = "zstd";
  private static final String IDENTITY = "identity";
  // A blob cannot change: its name is its digest.
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private final RedisStore store;
  private final Digests digests;
  private final TransferMemory memory;
  private final Traffic traffic;
  private final PackBodies bodies;

  @Inject
  BlobsResource(
      RedisStore store,
      Digests digests,
      TransferMemory memory,
      Traffic traffic,
      PackBodies bodies) {
    this.store = store;
    this.digests = digests;
    this.memory = memory;
    this.traffic = traffic;
    this.bodies = bodies;
  }

  /// Those of the digests asked for that the store does not have.
  public record Missing(Set<Digest> missing) {}

  /// How many blobs of a pack were stored.
  public record Stored(long stored) {}

  @POST
  @Allowed(Action.UPLOAD)
  @Path("/missing")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Which blobs are missing",
      description = "Asking for a blob that is there counts as using it: it will not expire soon.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Digests.Request.class)))
  public Missing missing(InputStream body) throws IOException {
    try (TransferMemory.Share share = memory.open()) {
      return new Missing(new TreeSet<>(store.artifacts().missing(digests.read(body, share))));
    }
  }

  @POST
  @Allowed(Action.UPLOAD)
  @Consumes(BlobPack.MEDIA_TYPE)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Upload many blobs",
      description =
          "A blob pack: per blob 32 bytes of SHA-256, the length of its zstd frame as 4 bytes"
              + " big-endian, the frame (one, with its content size in the header). On an error"
              + " some of the other blobs may have been stored; sending them again does no harm."
              + " A client without zstd sends stored frames, and the pack with Content-Encoding: gzip.")
  @RequestBody(content = @Content(schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "200", description = "All are stored")
  @APIResponse(responseCode = "400", description = "Not a blob pack")
  @APIResponse(responseCode = "413", description = "A blob, or the pack, is too large")
  @APIResponse(responseCode = "415", description = "A coding that is not taken")
  @APIResponse(responseCode = "422", description = "A blob does not match its digest")
  public Stored writePack(
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> encoding, InputStream body)
      throws IOException {
    long[] stored = {0};
    try (TransferMemory.Share share = memory.open();
        StoredFrames.Writer writer = store.frames().writer()) {
      BlobPack.read(
          new BufferedInputStream(bodies.open(body, encoding.orElse(IDENTITY)), BUFFER),
          StoredFrames.MAX_FRAME_BYTES,
          share,
          frame -> {
            counted(frame.zstd().length, () -> writer.add(frame));
            share.shrinkTo(2 * writer.waiting());
            stored[0]++;
          });
    }
    return new Stored(stored[0]);
  }

  @POST
  @Allowed(Action.DOWNLOAD)
  @Path("/read")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(BlobPack.MEDIA_TYPE)
  @Operation(
      summary = "Download many blobs",
      description = "A blob pack of those that exist, in no particular order; see the upload.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Digests.Request.class)))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = BlobPack.MEDIA_TYPE,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public StreamingOutput readPack(
      InputStream body, @Context HttpServerRequest request, @Context RoutingContext context)
      throws IOException {
    TransferMemory.Share share = shareOf(context);
    SequencedSet<Digest> wanted = digests.read(body, share);
    return out -> {
      int[] found = {0};
      try {
        store
            .frames()
            .readFrames(
                wanted,
                share,
                frame -> {
                  BlobPack.write(out, frame);
                  share.checkTurn();
                  traffic.hit(frame.zstd().length);
                  found[0]++;
                });
      } catch (IOException | RuntimeException e) {
        if (!request.response().headWritten()) {
          throw e;
        }
        breakOff(request, e);
        return;
      }
      traffic.missed(wanted.size() - found[0]);
    };
  }

  /// Memory until the request ends, however it does.
  private TransferMemory.Share shareOf(RoutingContext request) {
    TransferMemory.Share share = memory.open();
    request.addEndHandler(_ -> share.close());
    return share;
  }

  /// A pack ends with its body, so half of one must not look like a body that has ended. Quarkus
  /// ends the body properly whatever a {@link StreamingOutput} throws once an exception mapper
  /// knows it; so the connection is cut here.
  private static void breakOff(HttpServerRequest request, Exception e) {
    LOG.log(System.Logger.Level.WARNING, "download broken off: {0}", e.getMessage());
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @GET
  @Allowed(Action.DOWNLOAD)
  @Path("/{digest}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "Download a blob",
      description = "As it is stored where the client accepts zstd, else unpacked.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "304", description = "The client has it")
  @APIResponse(responseCode = "404", description = "There is no such blob")
  public Response read(
      @PathParam("digest") String name,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) Optional<String> ifNoneMatch,
      @HeaderParam(HttpHeaders.ACCEPT_ENCODING) Optional<String> acceptEncoding,
      @Context RoutingContext context) {
    return answer(name, ifNoneMatch, acceptEncoding, context, true);
  }

  @HEAD
  @Allowed(Action.DOWNLOAD)
  @Path("/{digest}")
  @Operation(summary = "What a download of the blob would answer, without the content")
  public Response head(
      @PathParam("digest") String name,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) Optional<String> ifNoneMatch,
      @HeaderParam(HttpHeaders.ACCEPT_ENCODING) Optional<String> acceptEncoding,
      @Context RoutingContext context) {
    return answer(name, ifNoneMatch, acceptEncoding, context, false);
  }

  private Response answer(
      String name,
      Optional<String> ifNoneMatch,
      Optional<String> acceptEncoding,
      RoutingContext context,
      boolean body) {
    Digest digest = Digests.parse(name);
    if (ifNoneMatch.isPresent()
        && Negotiation.matches(ifNoneMatch.get(), tag(digest))
        && store.artifacts().missing(Set.of(digest)).isEmpty()) {
      return described(Response.notModified(), digest).build();
    }
    TransferMemory.Share share = shareOf(context);
    Optional<byte[]> found = store.frames().readFrame(digest, share);
    if (found.isEmpty()) {
      traffic.missed(1);
      return Errors.response(
          404, "no-such-blob", "the store has no blob " + digest + "; upload it, or build again");
    }
    byte[] frame = found.get();
    traffic.hit(body ? frame.length : 0);
    boolean packed =
        acceptEncoding.map(accepted -> Negotiation.accepts(accepted, ZSTD)).orElse(false);
    Response.ResponseBuilder response = described(Response.ok(), digest);
    response.header(
        HttpHeaders.CONTENT_LENGTH, packed ? frame.length : StoredFrames.contentSize(frame));
    if (packed) {
      response.header(HttpHeaders.CONTENT_ENCODING, ZSTD);
    }
    return body ? response.entity(content(frame, packed, share)).build() : response.build();
  }

  /// Sends a frame, or what is in it, piece by piece.
  private static StreamingOutput content(byte[] frame, boolean packed, TransferMemory.Share share) {
    return out -> {
      try (InputStream content = new ByteArrayInputStream(frame);
          InputStream sent = packed ? content : new ZstdInputStreamNoFinalizer(content)) {
        byte[] piece = new byte[BUFFER];
        for (int n = sent.read(piece); n >= 0; n = sent.read(piece)) {
          out.write(piece, 0, n);
          share.checkTurn();
        }
      }
    };
  }

  private static String tag(Digest digest) {
    return '"' + digest.hex() + '"';
  }

  private static Response.ResponseBuilder described(
      Response.ResponseBuilder response, Digest digest) {
    return response
        .header(HttpHeaders.ETAG, tag(digest))
        .header(HttpHeaders.CACHE_CONTROL, FOREVER)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
  }

  @PUT
  @Allowed(Action.UPLOAD)
  @Path("/{digest}")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Upload a blob",
      description = "As it is, or as a zstd frame with Content-Encoding: zstd.")
  @RequestBody(content = @Content(schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "200", description = "It was there already")
  @APIResponse(responseCode = "201", description = "It is stored")
  @APIResponse(responseCode = "422", description = "It does not match the digest")
  public Response write(
      @PathParam("digest") String name,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> encoding,
      InputStream body)
      throws IOException {
    Digest digest = Digests.parse(name);
    boolean isNew = !store.artifacts().missing(Set.of(digest)).isEmpty();
    try (TransferMemory.Share share = memory.open()) {
      switch (encoding.orElse(IDENTITY)) {
        case ZSTD -> {
          byte[] frame = bounded(body, digest, StoredFrames.MAX_FRAME_BYTES, share).join();
          counted(frame.length, () -> store.frames().writeFrame(digest, frame));
        }
        case IDENTITY -> {
          Pieces content = bounded(body, digest, ArtifactStore.MAX_BLOB_BYTES, share);
          counted(content.size(), () -> store.frames().writeContent(digest, content));
        }
        default ->
            throw new MalformedException(
                "the Content-Encoding is neither zstd nor identity; send the blob as it is");
      }
    }
    return Response.status(isNew ? 201 : 200).header(HttpHeaders.ETAG, tag(digest)).build();
  }

  private static Pieces bounded(InputStream body, Digest digest, int cap, Room room)
      throws IOException {
    Pieces pieces = Pieces.read(body, cap + 1, room);
    if (pieces.size() > cap) {
      throw new PayloadTooLargeException("the blob " + digest, pieces.size(), cap);
    }
    return pieces;
  }

  private void counted(int bytes, Runnable write) {
    try {
      write.run();
    } catch (BlobRefusedException e) {
      traffic.refused();
      throw e;
    }
    traffic.stored(bytes);
  }
}
