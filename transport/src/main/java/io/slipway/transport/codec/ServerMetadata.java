// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.List;
import java.util.Objects;

/**
 * What a server says of itself.
 *
 * @param extensions names of the protocol extensions it offers
 */
public record ServerMetadata(String name, String version, List<String> extensions) {
  public ServerMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    extensions = List.copyOf(extensions);
  }
}
