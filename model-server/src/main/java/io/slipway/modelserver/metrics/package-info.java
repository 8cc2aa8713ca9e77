// SPDX-License-Identifier: Apache-2.0
/** What is counted, and under which names it is read. */
@NullMarked
package io.slipway.modelserver.metrics;

import org.jspecify.annotations.NullMarked;
