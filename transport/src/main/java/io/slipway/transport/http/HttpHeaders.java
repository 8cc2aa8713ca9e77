// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields of a request; names are compared without regard to case. Read-only. */
public interface HttpHeaders {
  /** The first value of this name, null if there is none. */
  @Nullable String get(String name);

  void forEach(BiConsumer<String, String> consumer);
}
