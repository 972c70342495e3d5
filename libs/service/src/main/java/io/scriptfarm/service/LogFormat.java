package io.scriptfarm.service;

import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/// How the lines of the log are written. An extension of Quarkus would do the same, which does not
/// resolve in our version.
public final class LogFormat {
  private LogFormat() {}

  /// Writes them as the setting says, from now on. Before that, Quarkus has a line to say only when
  /// the service cannot start.
  public static void start(ServiceConfig config) {
    switch (config.log().format()) {
      case TEXT -> {}
      case JSON -> json(LogContext.getLogContext().getLogger("").getHandlers());
    }
  }

  private static void json(Handler[] handlers) {
    for (Handler handler : handlers) {
      if (handler instanceof ConsoleHandler console) {
        console.setFormatter(new JsonLines());
      } else if (handler instanceof ExtHandler around) {
        json(around.getHandlers());
      }
    }
  }
}
