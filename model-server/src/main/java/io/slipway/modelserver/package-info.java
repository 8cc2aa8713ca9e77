// SPDX-License-Identifier: Apache-2.0
/** The model server as a whole. */
@NullMarked
package io.slipway.modelserver;

import org.jspecify.annotations.NullMarked;
