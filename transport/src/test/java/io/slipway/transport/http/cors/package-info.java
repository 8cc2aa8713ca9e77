// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.http.cors;

import org.jspecify.annotations.NullMarked;
