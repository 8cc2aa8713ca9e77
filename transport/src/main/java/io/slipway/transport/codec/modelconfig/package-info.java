// SPDX-License-Identifier: Apache-2.0
/**
 * Triton's model configuration as a message: its schema as data, and the three forms in which it
 * travels - protobuf's text format ({@code config.pbtxt}), JSON and the protobuf wire format. What
 * a field means is not known here.
 */
@NullMarked
package io.slipway.transport.codec.modelconfig;

import org.jspecify.annotations.NullMarked;
