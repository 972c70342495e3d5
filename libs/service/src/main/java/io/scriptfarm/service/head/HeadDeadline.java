package io.scriptfarm.service.head;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection on which the head of a request takes too long: from the opening for the
/// first one, from its first byte for those that follow. How long a body takes, and how long a
/// connection says nothing between two requests, is for others to limit. Connections of HTTP/2 are
/// left alone. One for each connection, first in its pipeline.
final class HeadDeadline extends ChannelInboundHandlerAdapter {
  private static final byte LINE_FEED = '\n';

  private final Duration longest;
  private boolean inRequest; // its head is complete, its body is not
  private @Nullable ScheduledFuture<?> end;
  private @Nullable HeadEnd after;

  HeadDeadline(Duration longest) {
    this.longest = longest;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin(context);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    lookBehindDecoder(context);
    // A head goes on by lines, so its end is the end of a piece, and what comes after it begins the
    // next one. The decoder is there before it has a whole head: Vert.x adds it when it saw which
    // protocol is spoken.
    while (!inRequest && !context.isRemoved()) {
      begin(context);
      int line = bytes.bytesBefore(LINE_FEED) + 1;
      if (line == 0 || line == bytes.readableBytes()) {
        break;
      }
      context.fireChannelRead(bytes.readRetainedSlice(line));
      lookBehindDecoder(context);
    }
    context.fireChannelRead(bytes);
    lookBehindDecoder(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stop();
  }

  private void begin(ChannelHandlerContext context) {
    if (end == null) {
      end =
          context
              .executor()
              .schedule(() -> context.close(), longest.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stop() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }

  private void lookBehindDecoder(ChannelHandlerContext context) {
    if (after != null || context.isRemoved()) {
      return;
    }
    ChannelHandlerContext decoder = context.pipeline().context(HttpRequestDecoder.class);
    if (decoder != null) {
      HeadEnd added = new HeadEnd();
      after = added;
      context.pipeline().addAfter(decoder.name(), null, added);
    } else if (context.pipeline().context(Http2ConnectionHandler.class) != null) {
      context.pipeline().remove(this);
    }
  }

  /// Sees what the decoder made of the bytes.
  private final class HeadEnd extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
      if (part instanceof HttpRequest) {
        inRequest = true;
        stop();
      }
      if (part instanceof LastHttpContent) {
        inRequest = false;
      }
      context.fireChannelRead(part);
    }
  }
}
