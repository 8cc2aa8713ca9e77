// SPDX-License-Identifier: Apache-2.0
/** The run that the JVM's AOT cache is made from. */
@NullMarked
package io.slipway.cli.training;

import org.jspecify.annotations.NullMarked;
