// SPDX-License-Identifier: Apache-2.0
/**
 * Reading resources as users write them: text in; checked, defaulted records or a list of errors
 * with their places out. Pure functions; the only I/O is reading a file.
 */
@NullMarked
package io.slipway.controlplane.resources;

import org.jspecify.annotations.NullMarked;
