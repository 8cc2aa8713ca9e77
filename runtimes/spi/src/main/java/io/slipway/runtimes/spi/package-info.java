// SPDX-License-Identifier: Apache-2.0
/**
 * What an engine implements: load a model, describe it, run it. Engines are found by ServiceLoader.
 */
@NullMarked
package io.slipway.runtimes.spi;

import org.jspecify.annotations.NullMarked;
