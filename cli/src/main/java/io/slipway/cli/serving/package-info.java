// SPDX-License-Identifier: Apache-2.0
/** Everything wired together: from services to a listening process. */
@NullMarked
package io.slipway.cli.serving;

import org.jspecify.annotations.NullMarked;
