// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.cli.command.CommandFailure;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that serves: starts, prints where, and does what it is there for. */
public final class ServingProcess {
  private static final Logger log = LoggerFactory.getLogger(ServingProcess.class);

  /** So long a stop waits for a start under way. */
  private static final int START_SECONDS = 10;

  /** The property that names the process of the launcher, without which this one ends. */
  static final String LAUNCHER = "slipway.launcher";

  /** What is done while the server runs. */
  public interface Stay {
    /**
     * Called when the models answer, before the server is announced.
     *
     * @param stop stops it and ends the process with exit code 0
     */
    void stopBy(Runnable stop);

    /** Called once it is announced; returns when it is no longer needed. */
    void with(Serving serving) throws Exception;
  }

  private final Stay stay;

  public ServingProcess(Stay stay) {
    this.stay = stay;
  }

  /** Starts what runs beside the model server. */
  public interface CompanionStart {
    /**
     * @param serving there until the companion is closed
     */
    Companion start(Serving serving);
  }

  /** What runs in the process beside the model server. */
  public interface Companion extends AutoCloseable {
    /** Nothing. */
    Companion NONE =
        new Companion() {
          @Override
          public String announcement() {
            return "";
          }

          @Override
          public void close() {}
        };

    /** A line for stdout; empty for none. */
    String announcement();

    /** Called when the model server has stopped; a second call does nothing. */
    @Override
    void close();
  }

  /** SIGTERM and SIGINT drain the requests under way and end the process with exit code 0. */
  public static ServingProcess untilStopped() {
    return new ServingProcess(new UntilSignal());
  }

  /**
   * @throws CommandFailure if it gave up, or a port can't be listened on
   */
  public void run(ServingConfig config, ModelsToServe models, PrintWriter out) throws Exception {
    run(config, models, _ -> Companion.NONE, out);
  }

  /**
   * As the other, with something beside it, which is started when the models answer: no prediction
   * waits for it.
   */
  public void run(
      ServingConfig config, ModelsToServe models, CompanionStart beside, PrintWriter out)
      throws Exception {
    Serving serving = Serving.start(config, models);
    String reason = reasonToGiveUp(models.giveUp(), serving.services());
    if (reason != null) {
      serving.stop();
      throw new CommandFailure(reason + " (the log says why)");
    }
    CompletableFuture<Companion> started = new CompletableFuture<>();
    stay.stopBy(() -> stop(serving, started)); // it answers already: a stop has to drain
    try (Companion companion = startBeside(serving, beside, started)) {
      Console.printReady(serving, companion.announcement(), out);
      stay.with(serving);
    }
  }

  private static Companion startBeside(
      Serving serving, CompanionStart beside, CompletableFuture<Companion> started)
      throws InterruptedException {
    try {
      Companion companion = beside.start(serving);
      started.complete(companion);
      return companion;
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
      serving.stop();
      throw e;
    }
  }

  private static @Nullable String reasonToGiveUp(
      ModelsToServe.GiveUp giveUp, List<Serving.Loaded> services) {
    int ready = 0;
    for (Serving.Loaded service : services) {
      ready += service.status().ready() ? 1 : 0;
    }
    return switch (giveUp) {
      case NEVER -> null;
      case WITHOUT_ANY -> ready == 0 ? "nothing to serve: no model could be loaded" : null;
      case WITHOUT_ALL ->
          ready < services.size()
              ? services.size() - ready + " of " + services.size() + " models could not be loaded"
              : null;
    };
  }

  private static final class UntilSignal implements Stay {
    @Override
    public void stopBy(Runnable stop) {
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    }

    @Override
    public void with(Serving serving) throws InterruptedException {
      CountDownLatch never = new CountDownLatch(1);
      Long launcher = Long.getLong(LAUNCHER);
      if (launcher == null) {
        never.await();
        return;
      }
      while (isAlive(launcher)) {
        never.await(1, TimeUnit.SECONDS);
      }
      log.error("the launcher, which would have passed signals on, is gone");
    }

    /** Of no other process, however soon its id is used again: this one is its child. */
    private static boolean isAlive(long launcher) {
      ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
      return parent != null && parent.pid() == launcher;
    }
  }

  /** What is started, a moment after the first answer; nothing if that takes too long. */
  private static Companion awaitStart(CompletableFuture<Companion> started)
      throws InterruptedException, ExecutionException {
    try {
      return started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      log.warn("stopping without what has not started within {} s", START_SECONDS);
      return Companion.NONE;
    }
  }

  /** Ends the process, unless its start has failed, which does so with a code of its own. */
  private static void stop(Serving serving, CompletableFuture<Companion> started) {
    if (started.isCompletedExceptionally()) {
      return;
    }
    int exitCode = 0;
    log.info("stopping");
    try {
      Companion companion = awaitStart(started);
      serving.stop();
      companion.close();
      log.info("stopped");
    } catch (InterruptedException | ExecutionException | RuntimeException e) {
      log.error("stopping failed", e);
      exitCode = 1;
    }
    // A JVM that a signal ends would report 128 + signal; for us this is the orderly end.
    Runtime.getRuntime().halt(exitCode);
  }
}
