// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks of single steps: bytes to tensors and back. {@code load-tests/jmh} runs them. */
@NullMarked
package io.slipway.loadtests.jmh;

import org.jspecify.annotations.NullMarked;
