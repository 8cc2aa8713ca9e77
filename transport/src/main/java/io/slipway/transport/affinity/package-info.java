// SPDX-License-Identifier: Apache-2.0
/** Threads that stay on one CPU each, where that is asked for. Nothing here is loaded otherwise. */
@NullMarked
package io.slipway.transport.affinity;

import org.jspecify.annotations.NullMarked;
