// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.pods;

import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.process.Terminal;
import io.slipway.controlplane.apiserver.pods.PodHost.Output;
import io.slipway.controlplane.apiserver.pods.RunningCommand;
import java.io.IOException;
import java.io.InputStream;

/** A process that was started beside that of a container. */
final class ExecCommand implements RunningCommand {
  private static final int PART_BYTES = 32 << 10;

  private final Process process;
  private final boolean tty;

  private ExecCommand(Process process, boolean tty) {
    this.process = process;
    this.tty = tty;
  }

  static ExecCommand of(Process process, boolean stdin, boolean tty) throws IOException {
    ExecCommand command = new ExecCommand(process, tty);
    if (!stdin) {
      command.endInput();
    }
    return command;
  }

  @Override
  public void input(byte[] bytes, int from, int length) throws IOException {
    process.getOutputStream().write(bytes, from, length);
    process.getOutputStream().flush();
  }

  @Override
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  @Override
  public void copyOutput(Output out) throws IOException, InterruptedException {
    copy(process.getInputStream(), out);
  }

  @Override
  public void copyErrors(Output out) throws IOException, InterruptedException {
    copy(process.getErrorStream(), out);
  }

  /** To the end, even if nobody takes it: else the process would wait for ever. */
  private static void copy(InputStream in, Output out) throws IOException, InterruptedException {
    byte[] part = new byte[PART_BYTES];
    boolean taken = true;
    for (int n = in.read(part); n > 0; n = in.read(part)) {
      taken = taken && out.write(part, 0, n);
    }
  }

  @Override
  public void resize(int columns, int rows) throws IOException {
    if (!tty) {
      return;
    }
    try {
      Terminal.resize(process.toHandle(), columns, rows);
    } catch (ContainerCreationException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
