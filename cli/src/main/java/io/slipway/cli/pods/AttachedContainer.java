// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.pods;

import io.slipway.controlplane.agent.logs.LogReader;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.apiserver.pods.PodHost.Output;
import io.slipway.controlplane.apiserver.pods.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that somebody has joined: its input, and what it prints from now on, which is in its
 * log.
 */
final class AttachedContainer implements RunningCommand {
  private static final Logger log = LoggerFactory.getLogger(AttachedContainer.class);

  /** Copies the log. */
  interface Copying {
    void to(Output out) throws IOException, InterruptedException;
  }

  private final Optional<AttachableContainer> process;
  private final Optional<OutputStream> input;
  private final LogReader reader;
  private final Copying copying;
  private final CountDownLatch ended = new CountDownLatch(1);

  AttachedContainer(
      Optional<AttachableContainer> process,
      Optional<OutputStream> input,
      LogReader reader,
      Copying copying) {
    this.process = process;
    this.input = input;
    this.reader = reader;
    this.copying = copying;
  }

  @Override
  public void input(byte[] bytes, int from, int length) throws IOException {
    if (input.isPresent()) {
      input.get().write(bytes, from, length);
    }
  }

  @Override
  public void endInput() throws IOException {
    if (input.isPresent()) {
      input.get().close();
    }
  }

  @Override
  public void copyOutput(Output out) throws IOException, InterruptedException {
    try {
      copying.to(out);
    } finally {
      ended.countDown();
    }
  }

  /** Errors are in the output. */
  @Override
  public void copyErrors(Output out) {}

  @Override
  public void resize(int columns, int rows) throws IOException {
    try {
      if (process.isPresent()) {
        process.get().resize(columns, rows);
      }
    } catch (ContainerCreationException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The container's own exit code is in the status of its Pod. */
  @Override
  public int await() throws InterruptedException {
    ended.await();
    return 0;
  }

  @Override
  public void close() {
    reader.close();
    try {
      endInput();
    } catch (IOException e) {
      log.debug("the input of a container does not close", e);
    }
  }
}
