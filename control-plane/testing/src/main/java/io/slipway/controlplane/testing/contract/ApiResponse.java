// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.util.List;
import java.util.Map;

/**
 * An answer as it came.
 *
 * @param headers by name in lower case
 * @param body not changed by anybody
 */
public record ApiResponse(int status, Map<String, List<String>> headers, byte[] body) {
  public ApiResponse {
    headers = Map.copyOf(headers);
  }
}
