// SPDX-License-Identifier: Apache-2.0
/** Fetched models on disk, shared by the processes of a machine. */
@NullMarked
package io.slipway.storage.cache;

import org.jspecify.annotations.NullMarked;
