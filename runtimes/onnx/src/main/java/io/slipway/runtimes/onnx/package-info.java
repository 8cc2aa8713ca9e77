// SPDX-License-Identifier: Apache-2.0
/**
 * The ONNX engine: ONNX Runtime through its C API.
 *
 * <p>Not through its Java API, which cannot make UINT16, UINT32 and UINT64 inputs, passes strings
 * as modified UTF-8 (which changes every character outside the basic plane and every zero byte),
 * and costs several objects and a hash lookup a tensor. The native library comes from the same
 * artifact.
 */
@NullMarked
package io.slipway.runtimes.onnx;

import org.jspecify.annotations.NullMarked;
