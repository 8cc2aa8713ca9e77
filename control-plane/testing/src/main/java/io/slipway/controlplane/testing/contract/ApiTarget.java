// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.util.List;

/** A Kubernetes API that the contract is run on. It serves several threads. */
public interface ApiTarget {

  /** The way to it as a member of {@code system:masters}. */
  ApiTransport admin();

  /** The way to it without a credential; requests bring a header of their own, or none. */
  ApiTransport anyone();

  /** The token of a member of {@code system:masters}, as its kubeconfig has it. */
  String adminToken();

  /**
   * Opens a WebSocket over the socket of the API, without a credential of its own; blocks until it
   * is open, or refused. Its origin is the API's own unless the request has another.
   *
   * @param protocols that are offered
   */
  ApiSocket openSocket(ApiRequest request, List<String> protocols);

  /**
   * Forgets the history of objects, as time does.
   *
   * @param resourceVersion before which nothing can be watched or listed from now on
   */
  void compact(long resourceVersion);
}
