// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import java.util.List;

/**
 * A request that fits the model.
 *
 * @param inputs the request's, in the order of the model's signature
 * @param outputs the names of those that the answer has
 * @param submitted when it came, on the model's clock
 */
record SequenceJob(
    InferenceRequest request,
    List<NamedTensor> inputs,
    List<String> outputs,
    InferenceCallback callback,
    long submitted) {}
