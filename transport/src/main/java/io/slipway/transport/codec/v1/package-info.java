// SPDX-License-Identifier: Apache-2.0
/** The v1 data plane: TensorFlow Serving's predict API as KServe speaks it. */
@NullMarked
package io.slipway.transport.codec.v1;

import org.jspecify.annotations.NullMarked;
