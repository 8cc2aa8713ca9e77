// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of {@code inference.GRPCInferenceService}, read and written by hand in both
 * directions. Field numbers are those of the Open Inference Protocol's {@code
 * open_inference_grpc.proto}.
 */
@NullMarked
package io.slipway.transport.codec.grpc;

import org.jspecify.annotations.NullMarked;
