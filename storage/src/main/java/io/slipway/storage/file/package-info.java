// SPDX-License-Identifier: Apache-2.0
/** Models that are on this machine already. */
@NullMarked
package io.slipway.storage.file;

import org.jspecify.annotations.NullMarked;
