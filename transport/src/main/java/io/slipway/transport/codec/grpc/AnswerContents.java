// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

/** What form the contents of an answer have if the request's parameters do not say. */
public enum AnswerContents {
  /** That of the request's contents, which every client can read. */
  REQUEST,
  /**
   * {@link OutputContents#RAW}, as Triton answers: for programs that send typed contents, and know
   * only where Triton puts the answer.
   */
  RAW
}
