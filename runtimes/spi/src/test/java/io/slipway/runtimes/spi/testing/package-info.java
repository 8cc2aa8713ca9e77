// SPDX-License-Identifier: Apache-2.0
/** What every engine's tests share: the contract of the SPI as tests. */
@NullMarked
package io.slipway.runtimes.spi.testing;

import org.jspecify.annotations.NullMarked;
