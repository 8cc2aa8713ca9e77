// SPDX-License-Identifier: Apache-2.0
/** What brings TrainedModels to servers that are not in this process. */
@NullMarked
package io.slipway.cli.modelagent;

import org.jspecify.annotations.NullMarked;
