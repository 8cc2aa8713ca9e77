// SPDX-License-Identifier: Apache-2.0
/** What every kind of storage implements, and what it tells while it works. */
@NullMarked
package io.slipway.storage.fetch;

import org.jspecify.annotations.NullMarked;
