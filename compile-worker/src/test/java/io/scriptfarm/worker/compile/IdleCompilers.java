package io.scriptfarm.worker.compile;

import io.scriptfarm.compiler.engine.EngineKind;
import io.scriptfarm.compiler.engine.HostCall;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.StartScript;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Compilers on an engine that opens sessions and runs nothing in them.
public final class IdleCompilers implements Supplier<TstlCompiler> {
  private static final Toolchains TOOLCHAINS = new Toolchains();
  private static final Duration LONG = Duration.ofMinutes(1);

  static final long LIVE = 100;
  static final long GARBAGE = 10;

  private final Queue<JsSession> sessions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /// How many sessions were opened.
  int opened() {
    return opened.get();
  }

  /// What all sessions take.
  long heapBytes() {
    return sessions.stream().mapToLong(JsSession::heapBytes).sum();
  }

  /// How many sessions were closed.
  int closed() {
    return closed.get();
  }

  @Override
  public TstlCompiler get() {
    return new TstlCompiler(
        new IdleEngine(),
        TOOLCHAINS,
        LuaCompilers.none(),
        new CompilerLimits(new Limits(LONG, 16 << 20), LONG, 1));
  }

  private final class IdleEngine implements JsEngine {
    @Override
    public EngineKind kind() {
      return EngineKind.V8;
    }

    @Override
    public String version() {
      return "idle 1.0";
    }

    @Override
    public boolean isInterpreting() {
      return false;
    }

    @Override
    public JsSession open(StartScript start, Limits limits) {
      opened.incrementAndGet();
      IdleSession session = new IdleSession();
      sessions.add(session);
      return session;
    }

    @Override
    public long heapBytes() {
      return IdleCompilers.this.heapBytes();
    }

    @Override
    public boolean isStuck() {
      return false;
    }

    @Override
    public void close() {}
  }

  private final class IdleSession implements JsSession {
    private boolean open = true;
    private long bytes = LIVE + GARBAGE;

    @Override
    public String call(String function, String argument, HostCall host) {
      throw new UnsupportedOperationException(function);
    }

    @Override
    public boolean isUsable() {
      return open;
    }

    @Override
    public long heapBytes() {
      return open ? bytes : 0;
    }

    @Override
    public void trim() {
      bytes = LIVE;
    }

    @Override
    public void close() {
      open = false;
      closed.incrementAndGet();
    }
  }
}
