package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.TrustedKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Manifests, from the farm and from the disk, that are believed. Safe for concurrent use.
final class Manifests {
  /// In Base64, of the largest that the farm publishes (64 MiB).
  private static final int MAX_BYTES = 96 * 1024 * 1024;

  private final Transport transport;
  private final FarmRequests requests;
  private final ScriptSelection selection;
  private final PullMeters meters;

  Manifests(
      Transport transport, FarmRequests requests, ScriptSelection selection, PullMeters meters) {
    this.transport = transport;
    this.requests = requests;
    this.selection = selection;
    this.meters = meters;
  }

  /// A generation, and the tag by which the farm says whether another one is the youngest by now.
  record Tagged(VerifiedGeneration published, Optional<String> tag) {}

  private record Fetched(SignedManifest signed, Optional<String> tag) {}

  /// @param tag of what is known; empty if nothing is
  /// @return empty when that is still the youngest
  Optional<Tagged> latest(Backoff backoff, Optional<String> tag) throws PullException {
    HttpRequest.Builder request = requests.latestManifest();
    tag.ifPresent(known -> request.header("If-None-Match", known));
    Attempts attempts =
        new Attempts("the youngest generation of " + selection.workspace(), backoff, meters);
    Optional<Fetched> fetched = attempts.until(() -> exchange(request));
    if (fetched.isEmpty()) {
      return Optional.empty();
    }
    SignedManifest signed = fetched.get().signed();
    Optional<SignedManifest> forClients = Optional.empty();
    if (selection.forClients()) {
      long number = verify(signed, selection.view()).generation();
      forClients = Optional.of(signed(number, Manifest.View.REPLICATED, backoff));
    }
    return Optional.of(new Tagged(open(signed, forClients), fetched.get().tag()));
  }

  VerifiedGeneration numbered(long number, Backoff backoff) throws PullException {
    VerifiedGeneration published;
    if (selection.forClients()) {
      FutureTask<SignedManifest> other =
          inBackground(() -> signed(number, Manifest.View.REPLICATED, backoff));
      try {
        published = open(signed(number, selection.view(), backoff), Optional.of(await(other)));
      } finally {
        other.cancel(true);
      }
    } else {
      published = open(signed(number, selection.view(), backoff), Optional.empty());
    }
    if (published.generation() != number) {
      throw new PullException(
          "the farm gives the manifest of generation %d for that of %d"
              .formatted(published.generation(), number));
    }
    return published;
  }

  private SignedManifest signed(long number, Manifest.View view, Backoff backoff)
      throws PullException {
    Attempts attempts =
        new Attempts("generation " + number + " of " + selection.workspace(), backoff, meters);
    return attempts
        .until(() -> exchange(requests.as(view).manifest(number)))
        .orElseThrow(() -> new PullException("the farm gives no manifest, and no reason"))
        .signed();
  }

  private Optional<Fetched> exchange(HttpRequest.Builder request) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Transport.Answer answer =
        transport.send(request.build(), _ -> Transport.bounded(body, MAX_BYTES));
    return answer.notModified()
        ? Optional.empty()
        : Optional.of(
            new Fetched(
                Json.read(body.toByteArray(), SignedManifest.class),
                answer.headers().firstValue("ETag")));
  }

  /// @throws PullException when one is not to be believed, or they are of two generations
  VerifiedGeneration open(SignedManifest signed, Optional<SignedManifest> forClients)
      throws PullException {
    // At the same time: whoever has just saved waits for it.
    Optional<FutureTask<Manifest>> other =
        forClients.map(
            replicated -> inBackground(() -> verify(replicated, Manifest.View.REPLICATED)));
    Manifest manifest = verify(signed, selection.view());
    if (other.isPresent()) {
      Manifest replicated = await(other.get());
      if (replicated.generation() != manifest.generation()) {
        throw new PullException(
            "the manifest for clients is of generation %d, the other of %d"
                .formatted(replicated.generation(), manifest.generation()));
      }
    }
    return new VerifiedGeneration(manifest, signed, forClients);
  }

  private static <T> FutureTask<T> inBackground(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static <T> T await(FutureTask<T> task) throws PullException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw PullException.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PullException("interrupted while fetching manifests", e);
    }
  }

  private Manifest verify(SignedManifest signed, Manifest.View view) throws PullException {
    try {
      return selection.keys().open(signed, selection.workspace(), view);
    } catch (TrustedKeys.UntrustedException e) {
      throw new PullException(String.valueOf(e.getMessage()), e);
    }
  }

  void keep(VerifiedGeneration published, ManifestFiles files) throws IOException {
    long number = published.generation();
    files.keep(selection.workspace(), selection.view(), number, published.signed());
    if (published.forClients().isPresent()) {
      files.keep(
          selection.workspace(), Manifest.View.REPLICATED, number, published.forClients().get());
    }
  }

  /// Those of the files that are believed, youngest first.
  List<VerifiedGeneration> kept(ManifestFiles files) {
    List<VerifiedGeneration> kept = new ArrayList<>();
    try {
      for (long number : files.numbers(selection.workspace(), selection.view())) {
        Optional<SignedManifest> signed =
            files.read(selection.workspace(), selection.view(), number);
        Optional<SignedManifest> forClients =
            selection.forClients()
                ? files.read(selection.workspace(), Manifest.View.REPLICATED, number)
                : Optional.empty();
        if (signed.isPresent() && forClients.isPresent() == selection.forClients()) {
          addBelieved(kept, signed.get(), forClients);
        }
      }
    } catch (IOException e) {
      return kept; // the farm has them
    }
    return kept;
  }

  private void addBelieved(
      List<VerifiedGeneration> kept, SignedManifest signed, Optional<SignedManifest> forClients) {
    try {
      kept.add(open(signed, forClients));
    } catch (PullException e) {
      meters.damaged.increment();
    }
  }
}
