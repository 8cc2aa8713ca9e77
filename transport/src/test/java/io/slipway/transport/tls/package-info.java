// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.tls;

import org.jspecify.annotations.NullMarked;
