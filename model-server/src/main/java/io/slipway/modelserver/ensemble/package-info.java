// SPDX-License-Identifier: Apache-2.0
/**
 * Models put together in one process: the tensors that one step gives are those that others take,
 * without a copy, and every step runs as soon as its tensors are there.
 */
@NullMarked
package io.slipway.modelserver.ensemble;

import org.jspecify.annotations.NullMarked;
