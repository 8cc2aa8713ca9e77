// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.cli.command.CommandFailure;
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
   * the process with exit code 0; so this does not return.
   *
   * @param needsService true to give up when no service at all could be loaded
   * @throws CommandFailure if it gave up, or a port can't be listened on
   */
  public static void run(
      ServingConfig config, List<ServiceToServe> services, boolean needsService, PrintWriter out)
      throws InterruptedException {
    Serving serving = Serving.start(config, services);
    if (needsService && serving.services().stream().noneMatch(each -> each.status().ready())) {
      serving.stop();
      throw new CommandFailure("nothing to serve: no model could be loaded (the log says why)");
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(serving)));
    Console.printReady(serving, out);
    new CountDownLatch(1).await();
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
