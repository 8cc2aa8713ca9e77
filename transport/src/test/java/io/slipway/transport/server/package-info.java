// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.server;

import org.jspecify.annotations.NullMarked;
