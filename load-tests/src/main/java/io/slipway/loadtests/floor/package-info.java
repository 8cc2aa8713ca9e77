// SPDX-License-Identifier: Apache-2.0
/**
 * What a model server is measured against: the least that takes a request and sends an answer, and
 * ONNX Runtime alone. Together they are the floor, below which no server built of the same parts
 * comes.
 */
@NullMarked
package io.slipway.loadtests.floor;

import org.jspecify.annotations.NullMarked;
