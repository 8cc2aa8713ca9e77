// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import io.slipway.api.inference.InferenceRequest;

/**
 * A decoded v1 request.
 *
 * @param request owned by whoever has this
 * @param format for {@link V1ResponseEncoder}
 */
public record V1Request(InferenceRequest request, V1Format format) {}
