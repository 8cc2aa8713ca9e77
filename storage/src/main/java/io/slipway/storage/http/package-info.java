// SPDX-License-Identifier: Apache-2.0
/** Models on web servers. */
@NullMarked
package io.slipway.storage.http;

import org.jspecify.annotations.NullMarked;
