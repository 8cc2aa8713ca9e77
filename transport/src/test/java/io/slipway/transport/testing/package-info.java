// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of several modules use: checks for leaks of native buffers, certificates, and who
 * takes what is sent.
 */
@NullMarked
package io.slipway.transport.testing;

import org.jspecify.annotations.NullMarked;
