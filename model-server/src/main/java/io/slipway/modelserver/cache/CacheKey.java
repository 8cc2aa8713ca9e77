// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What a model was asked: whose answers they are, and a digest of everything that the answer
 * depends on. The digest is SHA-256, because clients choose what is digested: with a weaker one
 * somebody could look for two requests with one key and have others given the wrong answer. Two
 * requests with one key are therefore taken for the same, without a look at their bytes, which are
 * not kept.
 *
 * <p>Not in it: the request's id, deadline and parameters. No engine is given them; what they do -
 * priority, classes of an output, shared memory - is done outside of the cache.
 */
final class CacheKey {
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(CacheKey::sha);

  /** Segments as large as this have no buffer of their own. */
  private static final long MAX_PIECE = 1L << 30;

  private static final Comparator<NamedTensor> BY_NAME = Comparator.comparing(NamedTensor::name);

  private final long owner;
  private final byte[] digest;
  private final int hash;

  private CacheKey(long owner, byte[] digest) {
    this.owner = owner;
    this.digest = digest;
    this.hash = ByteBuffer.wrap(digest).getInt() ^ Long.hashCode(owner);
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Reads all inputs, which takes about a millisecond for each of their megabytes.
   *
   * @param owner of the answers: one model, loaded once
   * @param epoch another number once what the model makes of a request may be something else
   */
  static CacheKey of(long owner, long epoch, InferenceRequest request) {
    MessageDigest digest = DIGEST.get();
    try {
      number(digest, epoch);
      number(digest, request.inputs().size());
      NamedTensor[] inputs = request.inputs().toArray(NamedTensor[]::new);
      Arrays.sort(inputs, BY_NAME); // their order says nothing
      for (NamedTensor input : inputs) {
        text(digest, input.name());
        tensor(digest, input.tensor());
      }
      // The order of the outputs is the order of the answer.
      for (RequestedOutput output : request.outputs()) {
        text(digest, output.name());
      }
      return new CacheKey(owner, digest.digest());
    } finally {
      digest.reset();
    }
  }

  /** Everything of variable length has its length before it, so that no two requests run alike. */
  private static void tensor(MessageDigest digest, Tensor tensor) {
    text(digest, tensor.datatype().name());
    number(digest, tensor.shape().rank());
    for (int i = 0; i < tensor.shape().rank(); i++) {
      number(digest, tensor.shape().dim(i));
    }
    MemorySegment data = tensor.data();
    number(digest, data.byteSize());
    for (long from = 0; from < data.byteSize(); from += MAX_PIECE) {
      digest.update(data.asSlice(from, Math.min(MAX_PIECE, data.byteSize() - from)).asByteBuffer());
    }
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(digest, bytes.length);
    digest.update(bytes);
  }

  private static void number(MessageDigest digest, long number) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
    digest.update(bytes);
  }

  long owner() {
    return owner;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey key && owner == key.owner && Arrays.equals(digest, key.digest);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
