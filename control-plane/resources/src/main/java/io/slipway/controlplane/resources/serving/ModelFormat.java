// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import org.jspecify.annotations.Nullable;

/** What wrote the model: {@code onnx}, {@code sklearn}, ... */
public record ModelFormat(String name, @Nullable String version) {}
