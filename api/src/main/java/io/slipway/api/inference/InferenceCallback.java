// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.inference;

import io.slipway.api.error.ServingException;

/**
 * Where one answer goes. Exactly one of the two methods is called, exactly once, on any thread; it
 * must not block.
 */
public interface InferenceCallback {
  /** The receiver owns {@code response} and closes it. */
  void succeeded(InferenceResponse response);

  void failed(ServingException failure);
}
