// SPDX-License-Identifier: Apache-2.0
/** How documents that clients send are read. */
@NullMarked
package io.slipway.controlplane.apiserver.document;

import org.jspecify.annotations.NullMarked;
