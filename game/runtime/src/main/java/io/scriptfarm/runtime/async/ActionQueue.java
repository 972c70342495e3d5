package io.scriptfarm.runtime.async;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Messages from workers to the main thread, in order and bounded. Safe for concurrent use.
public final class ActionQueue {
  /// Enough for four messages a tick over a second.
  public static final int STANDARD_CAPACITY = 256;

  private final BlockingQueue<ScriptAction> actions;

  public ActionQueue() {
    this(STANDARD_CAPACITY);
  }

  public ActionQueue(int capacity) {
    this.actions = new ArrayBlockingQueue<>(capacity);
  }

  /// Waits while the queue is full. Not for the main thread, which would wait for itself.
  public void push(ScriptAction action) throws InterruptedException {
    actions.put(action);
  }

  /// Waits for nothing.
  ///
  /// @throws QueueFullException when the queue is full
  public void offer(ScriptAction action) throws QueueFullException {
    if (!actions.offer(action)) {
      throw new QueueFullException(actions.size());
    }
  }

  /// @return empty when there is none
  public Optional<ScriptAction> tryPop() {
    return Optional.ofNullable(actions.poll());
  }

  /// Waits until there is one.
  public ScriptAction pop() throws InterruptedException {
    return actions.take();
  }

  public int size() {
    return actions.size();
  }

  /// There is no room; the main thread takes too few, or none.
  public static final class QueueFullException extends Exception {
    private static final long serialVersionUID = 1L;

    QueueFullException(int size) {
      super("QueueFull: " + size + " actions wait");
    }
  }
}
