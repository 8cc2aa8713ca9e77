// SPDX-License-Identifier: Apache-2.0
/** What is done with directories and all that is in them. */
@NullMarked
package io.slipway.storage.tree;

import org.jspecify.annotations.NullMarked;
