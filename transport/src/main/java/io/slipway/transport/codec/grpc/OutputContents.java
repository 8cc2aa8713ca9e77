// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

/**
 * How the elements of tensors are written. The specification allows only one of the two in a
 * message.
 *
 * <p>An answer has the form of its request, which is MLServer's rule: RAW if the request had raw
 * contents or none at all, TYPED if it had typed contents. So every client reads what it expects:
 * Triton's client libraries always send raw contents (or shared memory) and read nothing else,
 * KServe's reads both, and a client generated from the protocol's file that fills in typed contents
 * finds them in the answer. Programs that send typed and read raw, as Triton itself answers, say so
 * by the request parameter {@code binary_data_output: true}, which means here what it means in v2
 * over HTTP; {@code false} asks for TYPED. A server may have been told to answer RAW all requests
 * without that parameter, see {@link AnswerContents}. An answer with an FP16 or BF16 output, which
 * have no typed form, is RAW in any case.
 */
public enum OutputContents {
  RAW,
  TYPED
}
