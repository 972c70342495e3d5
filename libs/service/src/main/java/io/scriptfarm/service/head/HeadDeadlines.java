package io.scriptfarm.service.head;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Gives each connection to a service its {@link HeadDeadline}: as long as a body may stop,
/// `quarkus.http.read-timeout`. Netty finds this class by `META-INF/services`, once it was told to
/// look. Thread-safe.
public final class HeadDeadlines extends ChannelInitializerExtension {
  private static volatile Duration longest = Duration.ofSeconds(20);

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    channel.pipeline().addFirst(new HeadDeadline(longest));
  }

  /// Tells Netty before it opens its first connection, which is one to Redis: what observes the
  /// router has one already.
  @Singleton
  static final class Beginning {
    private static final int FIRST = 1;

    private final Duration limit;

    Beginning(
        @ConfigProperty(name = "quarkus.http.read-timeout", defaultValue = "20S") Duration limit) {
      this.limit = limit;
    }

    void begin(@Observes @Priority(FIRST) Router router) {
      longest = limit;
      System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }
  }
}
