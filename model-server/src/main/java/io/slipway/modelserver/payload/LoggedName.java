// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the requests that come under one name are logged as.
 *
 * @param service the service that events name
 * @param component the part of it that answers, such as {@code predictor}
 * @param log where they go, null for where those of every service go
 */
public record LoggedName(String service, String component, @Nullable ServiceLogConfig log) {
  public LoggedName {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(component, "component");
  }
}
