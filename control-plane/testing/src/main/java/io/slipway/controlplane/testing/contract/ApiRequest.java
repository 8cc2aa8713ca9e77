// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.util.Map;

/**
 * A request as it goes over the wire.
 *
 * @param target path and query, escaped as in an HTTP request line
 * @param body empty if the request has none; not changed by anybody
 */
public record ApiRequest(String method, String target, Map<String, String> headers, byte[] body) {
  public ApiRequest {
    headers = Map.copyOf(headers);
  }
}
