// SPDX-License-Identifier: Apache-2.0
/** Calls by web pages of other origins (Fetch standard, CORS). */
@NullMarked
package io.slipway.transport.http.cors;

import org.jspecify.annotations.NullMarked;
