// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.answer.ApiCall;
import io.slipway.transport.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields as they came over HTTP. */
record RequestHeaders(HttpHeaders headers) implements ApiCall.Headers {
  @Override
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  @Override
  public List<String> all(String name) {
    if (headers.get(name) == null) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    headers.forEach((each, value) -> {
      if (each.equalsIgnoreCase(name)) {
        values.add(value);
      }
    });
    return values;
  }

  @Override
  public Collection<String> names() {
    List<String> names = new ArrayList<>();
    headers.forEach((name, _) -> names.add(name));
    return names;
  }
}
