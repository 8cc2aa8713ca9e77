// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a control look at its repositories again and again, from {@link #start} to {@link #close}.
 */
public final class RepositoryPoller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepositoryPoller.class);

  private final RepositoryControl control;
  private final ScheduledExecutorService thread;
  private String lastFailure = "";

  private RepositoryPoller(RepositoryControl control) {
    this.control = control;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("model-repository").factory());
  }

  /**
   * @param pause between the end of one look and the next
   */
  public static RepositoryPoller start(RepositoryControl control, Duration pause) {
    RepositoryPoller poller = new RepositoryPoller(control);
    poller.thread.scheduleWithFixedDelay(
        poller::poll, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    return poller;
  }

  private void poll() {
    try {
      control.poll();
      lastFailure = "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Not again for each poll: a directory may be away for long.
      String failure = e.toString();
      if (!failure.equals(lastFailure)) {
        log.warn("the model repository can't be polled: {}", e.getMessage());
      }
      lastFailure = failure;
    }
  }

  /** Waits for a look under way. */
  @Override
  public void close() {
    thread.close();
  }
}
