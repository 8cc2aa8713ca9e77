// SPDX-License-Identifier: Apache-2.0
/**
 * What a person and real clients see: the launcher is started as a process, and curl, Triton's
 * client, KServe's SDK and a generated gRPC client talk to it. Nothing here skips: what is missing
 * on the machine fails the test with one line that names it.
 */
@NullMarked
package io.slipway.cli.conformance;

import org.jspecify.annotations.NullMarked;
