// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import java.io.Serial;

/**
 * A request that the API refuses or could not carry out. Its status is the whole answer; {@link
 * ApiErrors} makes them. It carries no stack: it is an answer, and answers are frequent.
 */
public final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ApiStatus status;

  ApiException(ApiStatus status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  public ApiStatus status() {
    return status;
  }
}
