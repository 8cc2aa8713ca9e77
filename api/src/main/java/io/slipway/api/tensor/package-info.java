// SPDX-License-Identifier: Apache-2.0
/** Tensors that keep their own datatype and byte layout from the socket to the engine and back. */
@NullMarked
package io.slipway.api.tensor;

import org.jspecify.annotations.NullMarked;
