// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.modelserver.cache;

import org.jspecify.annotations.NullMarked;
