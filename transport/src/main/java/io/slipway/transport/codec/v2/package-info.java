// SPDX-License-Identifier: Apache-2.0
/**
 * The v2 data plane over HTTP: the Open Inference Protocol's JSON with Triton's binary tensor data
 * extension.
 */
@NullMarked
package io.slipway.transport.codec.v2;

import org.jspecify.annotations.NullMarked;
