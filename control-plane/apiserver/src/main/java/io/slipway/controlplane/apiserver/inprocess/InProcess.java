// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.inprocess;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.answer.OwnCalls;
import java.net.URI;

/** Clients of an API in this process, which may do everything. */
public final class InProcess {
  /** What such a client takes for the address of the API. */
  public static final URI ROOT = URI.create("http://slipway.internal/");

  private InProcess() {}

  /** A client; closing it does nothing to the API. */
  public static HttpClient client(KubernetesApi api) {
    return factory(api).newBuilder().build();
  }

  /** For fabric8's {@code KubernetesClientBuilder}. */
  public static HttpClient.Factory factory(KubernetesApi api) {
    return new InProcessFactory(api, OwnCalls.OWNER);
  }
}
