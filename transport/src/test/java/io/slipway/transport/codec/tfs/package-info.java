// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.codec.tfs;

import org.jspecify.annotations.NullMarked;
