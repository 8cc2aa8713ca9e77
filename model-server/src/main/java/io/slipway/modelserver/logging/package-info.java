// SPDX-License-Identifier: Apache-2.0
/** What clients may change about the process's log. */
@NullMarked
package io.slipway.modelserver.logging;

import org.jspecify.annotations.NullMarked;
