package io.scriptfarm.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// How long something took, again and again, in nanoseconds, ascending. Where other programs run,
/// wall-clock time says how busy the machine was; the time of the thread says what was done.
record Timed(long[] wall, long[] thread) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  static Timed measure(int times, Runnable work) {
    long[] wall = new long[times];
    long[] thread = new long[times];
    for (int i = 0; i < times; i++) {
      long cpu = THREADS.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      work.run();
      wall[i] = System.nanoTime() - begin;
      thread[i] = THREADS.getCurrentThreadCpuTime() - cpu;
    }
    Arrays.sort(wall);
    Arrays.sort(thread);
    return new Timed(wall, thread);
  }

  private static double at(long[] nanos, int percent) {
    return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e6;
  }

  double median() {
    return at(wall, 50);
  }

  void print(String name) {
    System.out.printf(
        "%-52s wall p50 %.3f ms, p99 %.3f ms; thread p50 %.3f ms, p99 %.3f ms%n",
        name, at(wall, 50), at(wall, 99), at(thread, 50), at(thread, 99));
  }
}
