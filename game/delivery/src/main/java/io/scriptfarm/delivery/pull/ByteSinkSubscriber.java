package io.scriptfarm.delivery.pull;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Gives a body to a {@link ByteSink}, part by part. (The JDK's own input stream throws away what
/// has arrived and was not read yet when a connection is cut.)
final class ByteSinkSubscriber implements HttpResponse.BodySubscriber<Boolean> {
  private final ByteSink sink;
  private final Runnable progress;
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private final AtomicReference<Flow.@Nullable Subscription> source = new AtomicReference<>();

  /// @param progress is told whenever something has arrived
  ByteSinkSubscriber(ByteSink sink, Runnable progress) {
    this.sink = sink;
    this.progress = progress;
  }

  @Override
  public CompletionStage<Boolean> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source.set(subscription);
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    Flow.Subscription subscription = source.get();
    if (subscription == null || end.isDone()) {
      return;
    }
    progress.run();
    try {
      for (ByteBuffer part : parts) {
        sink.accept(part);
      }
      subscription.request(1);
    } catch (IOException | RuntimeException e) {
      subscription.cancel();
      end.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable cut) {
    end.completeExceptionally(cut);
  }

  @Override
  public void onComplete() {
    end.complete(true);
  }
}
