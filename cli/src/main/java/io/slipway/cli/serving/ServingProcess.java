// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves until the process is told to stop. */
public final class ServingProcess {
  private static final Logger log = LoggerFactory.getLogger(ServingProcess.class);

  private ServingProcess() {}

  /**
   * Starts, prints the addresses and waits. SIGTERM and SIGINT drain the requests under way and end
   * the process with exit code 0; so this returns only if nothing could be served.
   *
   * @param needsService true to give up when no service at all could be loaded
   * @return false if it gave up
   */
  public static boolean run(
      ServingConfig config, List<ServiceToServe> services, boolean needsService, PrintWriter out)
      throws InterruptedException {
    Serving serving = Serving.start(config, services);
    if (needsService && serving.services().stream().noneMatch(each -> each.status().ready())) {
      serving.stop();
      return false;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(serving)));
    Console.printReady(serving, out);
    new CountDownLatch(1).await();
    return true;
  }

  private static void stop(Serving serving) {
    int exitCode = 0;
    log.info("stopping");
    try {
      serving.stop();
      log.info("stopped");
    } catch (InterruptedException | RuntimeException e) {
      log.error("stopping failed", e);
      exitCode = 1;
    }
    // A JVM that a signal ends would report 128 + signal; for us this is the orderly end.
    Runtime.getRuntime().halt(exitCode);
  }
}
