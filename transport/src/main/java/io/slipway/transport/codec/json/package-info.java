// SPDX-License-Identifier: Apache-2.0
/** JSON (RFC 8259) read and written for tensors: exact numbers, no object per value. */
@NullMarked
package io.slipway.transport.codec.json;

import org.jspecify.annotations.NullMarked;
