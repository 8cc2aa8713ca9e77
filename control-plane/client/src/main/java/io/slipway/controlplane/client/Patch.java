// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.Map;

/** A change of an object, of one of the kinds that the API knows. */
public record Patch(String contentType, Map<String, Object> body) {
  /** Fields replace fields, null removes them, lists are taken whole. */
  public static Patch merge(Map<String, Object> body) {
    return new Patch("application/merge-patch+json", body);
  }
}
