// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.route;

/** Sends requests by a table. Thread-safe. */
public interface Router {
  /**
   * Sends requests by this table from now on: when it returns, no request that comes goes by the
   * one before. Requests under way are not touched. Does not block.
   */
  void use(RouteTable table);
}
