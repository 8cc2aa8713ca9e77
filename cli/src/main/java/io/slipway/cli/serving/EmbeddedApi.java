// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ServingException;
import io.slipway.cli.Version;
import io.slipway.cli.command.CommandFailure;
import io.slipway.controlplane.apiserver.server.ApiServer;
import io.slipway.controlplane.apiserver.server.ApiServerConfig;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import io.slipway.transport.server.ListenException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The Kubernetes API of this process, with its objects in the data directory. */
public final class EmbeddedApi implements ServingProcess.Companion {
  private final ObjectStore store;
  private final ApiServer server;
  private boolean closed;

  private EmbeddedApi(ObjectStore store, ApiServer server) {
    this.store = store;
    this.server = server;
  }

  /**
   * Opens the objects of a data directory and listens.
   *
   * @throws CommandFailure if another process has the directory, or the port is taken
   */
  public static EmbeddedApi start(Path data, InetAddress address, int port) {
    ObjectStore store = open(data);
    boolean started = false;
    try {
      ApiServer server =
          ApiServer.start(
              new ApiServerConfig(new InetSocketAddress(address, port), data, Version.current()),
              store);
      started = true;
      return new EmbeddedApi(store, server);
    } catch (ListenException e) {
      throw new CommandFailure(e.getMessage() + "; choose another port with --api-port", 1, e);
    } catch (IOException e) {
      throw new CommandFailure("cannot start the Kubernetes API: " + e.getMessage(), 1, e);
    } finally {
      if (!started) {
        store.close();
      }
    }
  }

  private static ObjectStore open(Path data) {
    try {
      return ObjectStore.open(data, StoreLimits.DEFAULT);
    } catch (ServingException e) {
      throw new CommandFailure(e.getMessage(), 1, e);
    }
  }

  @Override
  public String announcement() {
    return "api: https://" + Serving.hostAndPort(server.address());
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.close();
      store.close();
    }
  }
}
