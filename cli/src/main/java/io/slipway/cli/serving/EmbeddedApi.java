// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.error.ServingException;
import io.slipway.cli.Version;
import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.pods.AgentPods;
import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.apiserver.oidc.OidcConfig;
import io.slipway.controlplane.apiserver.server.ApiServer;
import io.slipway.controlplane.apiserver.server.ApiServerConfig;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import io.slipway.storage.ModelStore;
import io.slipway.transport.server.ListenException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API of this process, with its objects in the data directory, and the platform that
 * runs what they say. The controllers that a cluster has of its own run here, too.
 */
public final class EmbeddedApi implements ServingProcess.Companion {
  /** Of the operator's kinds those that few have. */
  private static final List<String> RARE_KINDS =
      List.of("serving.kserve.io/inferencegraphs", "serving.kserve.io/trainedmodels");

  private final ObjectStore store;
  private final ApiServer server;
  private final Platform platform;
  private final Workloads workloads;
  private final FirstObject rareKinds;
  private boolean closed;

  /**
   * How the API is served.
   *
   * @param data directory with its objects
   * @param address to listen on
   * @param oidc whose ID tokens are taken; null for nobody's
   * @param runtime what runs containers of images that are not Slipway's
   */
  public record Config(
      Path data, InetSocketAddress address, @Nullable OidcConfig oidc, RuntimeChoice runtime) {}

  private EmbeddedApi(ObjectStore store, ApiServer server, Platform platform, Workloads workloads) {
    this.store = store;
    this.server = server;
    this.platform = platform;
    this.workloads = workloads;
    this.rareKinds = new FirstObject(store, RARE_KINDS, platform::followRareKinds);
  }

  /**
   * Opens the objects of a data directory, listens, and begins to run what they say.
   *
   * @param config where the objects are, and where to listen
   * @param serving where the services of the API answer, beside those that it has
   * @param models where their models are fetched from
   * @throws CommandFailure if another process has the directory, or the port is taken
   */
  public static EmbeddedApi start(Config config, Serving serving, ModelStore models) {
    ObjectStore store = open(config.data());
    try {
      ApiServer server =
          ApiServer.start(
              new ApiServerConfig(
                  config.address(), config.data(), Version.current(), config.oidc()),
              store);
      KubeApi api = KubeApi.of(InProcess.client(server.api()), InProcess.ROOT);
      Platform platform = platform(server, api, serving, config, models);
      EmbeddedApi embedded = new EmbeddedApi(store, server, platform, Workloads.start(store, api));
      if (!embedded.rareKinds.await()) {
        platform.hasNoRareKinds();
      }
      return embedded;
    } catch (ListenException e) {
      store.close();
      throw new CommandFailure(e.getMessage() + "; choose another port with --api-port", 1, e);
    } catch (IOException e) {
      store.close();
      throw new CommandFailure("cannot start the Kubernetes API: " + e.getMessage(), 1, e);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static ObjectStore open(Path data) {
    try {
      return ObjectStore.open(data, StoreLimits.DEFAULT);
    } catch (ServingException e) {
      throw new CommandFailure(e.getMessage(), 1, e);
    }
  }

  private static Platform platform(
      ApiServer server, KubeApi api, Serving serving, Config config, ModelStore models)
      throws IOException {
    boolean started = false;
    try {
      Platform platform = Platform.start(api, serving, config.data(), models, config.runtime());
      server.api().runsPods(new AgentPods(platform.agent()));
      started = true;
      return platform;
    } finally {
      if (!started) {
        server.close();
      }
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
      rareKinds.stop();
      try {
        workloads.stop();
        platform.stop();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      server.close();
      store.close();
    }
  }
}
