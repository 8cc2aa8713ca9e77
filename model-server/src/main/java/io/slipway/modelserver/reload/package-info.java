// SPDX-License-Identifier: Apache-2.0
/** Files that are read again when they change. */
@NullMarked
package io.slipway.modelserver.reload;

import org.jspecify.annotations.NullMarked;
