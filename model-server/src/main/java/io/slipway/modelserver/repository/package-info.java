// SPDX-License-Identifier: Apache-2.0
/** Which models there are: loading, states, versions, unloading. */
@NullMarked
package io.slipway.modelserver.repository;

import org.jspecify.annotations.NullMarked;
