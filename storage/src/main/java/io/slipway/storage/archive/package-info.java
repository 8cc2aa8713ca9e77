// SPDX-License-Identifier: Apache-2.0
/** Archives, unpacked as if an enemy had made them. */
@NullMarked
package io.slipway.storage.archive;

import org.jspecify.annotations.NullMarked;
