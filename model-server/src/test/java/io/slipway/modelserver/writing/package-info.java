// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.modelserver.writing;

import org.jspecify.annotations.NullMarked;
