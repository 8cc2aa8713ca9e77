// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

/** A Kubernetes API that the contract is run on. It serves several threads. */
public interface ApiTarget {

  /** The way to it as a member of {@code system:masters}. */
  ApiTransport admin();

  /** The way to it without a credential; requests bring a header of their own, or none. */
  ApiTransport anyone();

  /**
   * Forgets the history of objects, as time does.
   *
   * @param resourceVersion before which nothing can be watched or listed from now on
   */
  void compact(long resourceVersion);
}
