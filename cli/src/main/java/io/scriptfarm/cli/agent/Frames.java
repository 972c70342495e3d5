package io.scriptfarm.cli.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Two streams over one connection, for a reader that is a shell: lines that say by their first
/// character what they are.
///
/// | line | means |
/// |---|---|
/// | `O` text, `E` text | a line for stdout, for stderr |
/// | `o` text, `e` text | the same without its line end |
/// | `R` n, `r` n | n bytes for stdout, for stderr, follow; they want an answer |
/// | `.` | the command goes on |
/// | `X` code proof | it has ended |
///
/// The answer is one byte: `+`, or `-` when the bytes could not be passed on; then no more output
/// is sent.
///
/// A shell reads a line byte by byte and knows no NUL. So what is long or holds one goes as bytes,
/// which the reader leaves to a program; that may read ahead, and therefore nothing is sent until
/// it is done. The order of the two streams is kept. Safe for concurrent use.
final class Frames {
  // Reading so much in the shell takes as long as starting the program.
  private static final int LONGEST_LINES = 2048;
  private static final int BUFFER = 1 << 16;

  private final OutputStream to;
  private final BlockingQueue<Boolean> answers = new ArrayBlockingQueue<>(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final Channel out = new Channel('o');
  private final Channel err = new Channel('e');
  private @Nullable Channel last;
  private boolean refused;

  Frames(OutputStream to) {
    this.to = to;
  }

  /// Stdout; what is printed is sent when it is flushed, is much, or stderr has its turn.
  PrintStream out() {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  /// Stderr; every print is sent at once.
  PrintStream err() {
    return new PrintStream(err, true, StandardCharsets.UTF_8);
  }

  /// The reader's answer to bytes that it was sent.
  void answered(boolean passedOn) {
    answers.add(passedOn);
  }

  void line(String line) throws IOException {
    lock.lock();
    try {
      send();
      to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
    } finally {
      lock.unlock();
    }
  }

  /// Tells the reader that the command goes on, unless something else is being sent.
  void alive() throws IOException {
    if (lock.tryLock()) {
      try {
        to.write(".\n".getBytes(StandardCharsets.UTF_8));
        to.flush();
      } finally {
        lock.unlock();
      }
    }
  }

  private void send() throws IOException {
    byte[] bytes = pending.toByteArray();
    pending.reset();
    if (bytes.length == 0 || last == null || refused) {
      return;
    }
    boolean plain = bytes.length <= LONGEST_LINES;
    for (int i = 0; plain && i < bytes.length; i++) {
      plain = bytes[i] != 0;
    }
    if (plain) {
      sendLines(bytes, last.kind);
    } else {
      sendBytes(bytes, last.kind);
    }
  }

  private void sendLines(byte[] bytes, char kind) throws IOException {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        to.write(Character.toUpperCase(kind));
        to.write(bytes, start, i + 1 - start);
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      to.write(kind);
      to.write(bytes, start, bytes.length - start);
      to.write('\n');
    }
  }

  private void sendBytes(byte[] bytes, char kind) throws IOException {
    String head = (kind == 'o' ? "R " : "r ") + bytes.length + "\n";
    to.write(head.getBytes(StandardCharsets.UTF_8));
    to.write(bytes);
    to.flush();
    try {
      refused = !answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the reader is gone");
    }
    if (refused) {
      to.write('\n'); // ends what is left of the bytes, which the reader then passes over
    }
  }

  private final class Channel extends OutputStream {
    private final char kind;

    Channel(char kind) {
      this.kind = kind;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      lock.lock();
      try {
        if (last != this || pending.size() >= BUFFER) {
          send();
          last = this;
        }
        pending.write(bytes, from, length);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void flush() throws IOException {
      lock.lock();
      try {
        send();
        to.flush();
      } finally {
        lock.unlock();
      }
    }
  }
}
