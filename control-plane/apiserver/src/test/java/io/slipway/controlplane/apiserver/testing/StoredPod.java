// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.testing;

/** The Pod {@code default/p} as it is stored while its only container, {@code c}, runs. */
public final class StoredPod {
  public static final String PODS = "/api/v1/namespaces/default/pods";

  private static final String POD =
      """
      {"metadata":{"name":"p"},"spec":{"nodeName":"here",
       "containers":[{"name":"c","image":"i"}]}}
      """;
  private static final String STATUS =
      """
      {"status":{"phase":"Running","podIP":"127.0.0.1","containerStatuses":[{"name":"c",
       "image":"i","imageID":"i","ready":true,"restartCount":0,"containerID":"slipway://u/c/1",
       "state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}}
      """;

  private StoredPod() {}

  /** Sends a request, and fails if it is refused. */
  public interface Sender {
    void send(String method, String path, String contentType, String body);
  }

  /** Stores it, as a client and an agent do together. */
  public static void store(Sender sender) {
    sender.send("POST", PODS, "application/json", POD);
    sender.send("PATCH", PODS + "/p/status", "application/merge-patch+json", STATUS);
  }
}
