// SPDX-License-Identifier: Apache-2.0
/**
 * Answers that are given again: the least recently used go when the bytes are spent, and identical
 * requests at the same time share one run.
 */
@NullMarked
package io.slipway.modelserver.cache;

import org.jspecify.annotations.NullMarked;
