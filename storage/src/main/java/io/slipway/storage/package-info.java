// SPDX-License-Identifier: Apache-2.0
/** The storage initialiser: makes a {@code storageUri} a path on this machine. */
@NullMarked
package io.slipway.storage;

import org.jspecify.annotations.NullMarked;
