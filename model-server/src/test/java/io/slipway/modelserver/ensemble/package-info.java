// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.modelserver.ensemble;

import org.jspecify.annotations.NullMarked;
