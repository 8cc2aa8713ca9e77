// SPDX-License-Identifier: Apache-2.0
/**
 * The model repository extension: which models there are to load, loading and unloading them. JSON
 * and, beside it, the three dialects of gRPC.
 */
@NullMarked
package io.slipway.transport.codec.repository;

import org.jspecify.annotations.NullMarked;
