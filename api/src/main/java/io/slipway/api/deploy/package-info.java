// SPDX-License-Identifier: Apache-2.0
/** What a deployment and the process inside it agree on. */
@NullMarked
package io.slipway.api.deploy;

import org.jspecify.annotations.NullMarked;
