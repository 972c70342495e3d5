package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.session.WarmUpProject;
import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The engine sessions of one compiler: one for each pair of compilers that it served last, and one
/// in which code of a project ran.
/// Confined to one thread at a time, as the compiler is.
final class Sessions implements AutoCloseable {
  private final JsEngine engine;
  private final CompilerLimits limits;
  private final Map<Digest, JsSession> resident = new LinkedHashMap<>(8, 0.75f, true);
  private @Nullable OwnSession own;

  Sessions(JsEngine engine, CompilerLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /// The session that keeps these compilers, opened if need be; the one that was not used for
  /// longest makes room for it.
  JsSession resident(CompilerPack pack) {
    Digest toolchain = pack.identity().digest();
    JsSession known = resident.get(toolchain);
    makeRoom(known);
    if (known != null) {
      return known;
    }
    Iterator<JsSession> eldest = resident.values().iterator();
    while (resident.size() >= limits.residentToolchains()) {
      JsSession victim = eldest.next();
      eldest.remove();
      victim.close();
    }
    JsSession opened = engine.open(WarmUpProject.of(pack), limits.call());
    resident.put(toolchain, opened);
    return opened;
  }

  /// While what is kept beside the session that is about to be used takes too much memory, has it
  /// give up its garbage, and closes it then, those unused longest first.
  ///
  /// @param used null for one that is not kept
  private void makeRoom(@Nullable JsSession used) {
    if (!keepsTooMuch(used)) {
      return;
    }
    trim();
    Iterator<JsSession> eldest = resident.values().iterator();
    while (eldest.hasNext() && keepsTooMuch(used)) {
      JsSession victim = eldest.next();
      if (victim != used) {
        eldest.remove();
        victim.close();
      }
    }
    OwnSession kept = own;
    if (kept != null && keepsTooMuch(used)) {
      own = null;
      kept.close();
    }
  }

  private boolean keepsTooMuch(@Nullable JsSession used) {
    long bytes = own == null ? 0 : own.heapBytes();
    for (JsSession session : resident.values()) {
      bytes += session == used ? 0 : session.heapBytes();
    }
    return bytes > limits.keptHeapBytes();
  }

  /// Whether there is a session that keeps these compilers, and with them what earlier work left.
  boolean isResident(CompilerPack pack) {
    return resident.containsKey(pack.identity().digest());
  }

  /// A session for a project's own code; the caller closes it, or keeps it.
  OwnSession own(CompilerPack pack, Limits limits) {
    makeRoom(null);
    return new OwnSession(engine.open(WarmUpProject.of(pack), limits));
  }

  /// Whether one is kept in which another state of this project was built, as far as names tell.
  boolean keepsOwnOf(Project project) {
    OwnSession kept = own;
    return kept != null && kept.isOf(project);
  }

  boolean keepsOwn() {
    return own != null;
  }

  /// The one that was kept; it is the caller's now.
  Optional<OwnSession> takeOwn() {
    Optional<OwnSession> taken = Optional.ofNullable(own);
    own = null;
    if (taken.isPresent()) {
      makeRoom(null);
    }
    return taken;
  }

  /// Keeps one until it is taken. There is none: it was taken before.
  void keepOwn(OwnSession session) {
    own = session;
  }

  /// Closes the session that keeps these compilers, which something left unusable or in doubt.
  void discard(CompilerPack pack) {
    JsSession session = resident.remove(pack.identity().digest());
    if (session != null) {
      session.close();
    }
  }

  /// Collects the garbage of all.
  void trim() {
    resident.values().forEach(JsSession::trim);
    OwnSession kept = own;
    if (kept != null) {
      kept.trim();
    }
  }

  @Override
  public void close() {
    resident.values().forEach(JsSession::close);
    resident.clear();
    takeOwn().ifPresent(OwnSession::close);
  }
}
