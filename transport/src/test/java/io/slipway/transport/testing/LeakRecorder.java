// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Records the buffers that were collected as garbage without having been released. It must be
 * installed before Netty's buffers are first used.
 */
public final class LeakRecorder {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  private static final int COLLECTIONS = 3;
  private static final long WAIT_MILLIS = 100;

  private LeakRecorder() {}

  public static void install() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /** The leaks of the garbage that there is now, each reported once. */
  public static List<String> collect() {
    for (int i = 0; i < COLLECTIONS; i++) {
      collectGarbage();
      // the detector looks for leaks when a buffer is allocated
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  /**
   * Collects, and waits until the reference handler, which runs behind the collector, has passed a
   * reference on: when the one of a second collection comes, all of the first have.
   */
  private static void collectGarbage() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> garbage = new WeakReference<>(new Object(), queue);
    try {
      do {
        System.gc();
      } while (queue.remove(WAIT_MILLIS) == null);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      // a reference that is itself garbage is never passed on
      Reference.reachabilityFence(garbage);
    }
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // the method that Netty declares abstract
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Detector<>(resource, samplingInterval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.add(resourceType);
    }
  }
}
