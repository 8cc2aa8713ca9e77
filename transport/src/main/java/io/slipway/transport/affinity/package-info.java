// SPDX-License-Identifier: Apache-2.0
/** Which CPUs threads stay on, where that is asked for, and which of them give way to others. */
@NullMarked
package io.slipway.transport.affinity;

import org.jspecify.annotations.NullMarked;
