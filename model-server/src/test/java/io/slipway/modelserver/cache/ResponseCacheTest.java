// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.testing.CountedMemory;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseCacheTest {
  private static final int ANSWER_BYTES = 1000;
  private static final long SIZE =
      ANSWER_BYTES + ResponseCache.ENTRY_BYTES + ResponseCache.TENSOR_BYTES;

  private final CountedMemory allocator = new CountedMemory();
  private final ResponseCache cache = new ResponseCache(3 * SIZE, allocator);

  @AfterEach
  void forgetAll() {
    cache.removeAll(1);
    cache.removeAll(2);
    assertThat(allocator.open()).isZero();
  }

  private static CacheKey key(long owner, int number) {
    NamedTensor input =
        new NamedTensor(
            "a", Tensor.ofHeap(DataType.UINT8, Shape.of(1), new byte[] {(byte) number}));
    return CacheKey.of(
        owner,
        0,
        new InferenceRequest("m", null, null, Map.of(), List.of(input), List.of(), Deadline.NONE));
  }

  private static List<NamedTensor> answer(int value, int bytes) {
    byte[] data = new byte[bytes];
    data[0] = (byte) value;
    return List.of(new NamedTensor("x", Tensor.ofHeap(DataType.UINT8, Shape.of(bytes), data)));
  }

  private void put(int number) {
    cache.put(key(1, number), answer(number, ANSWER_BYTES));
  }

  private boolean has(int number) {
    List<NamedTensor> views = cache.get(key(1, number));
    if (views == null) {
      return false;
    }
    assertThat(views.getFirst().tensor().data().get(ValueLayout.JAVA_BYTE, 0))
        .isEqualTo((byte) number);
    views.forEach(NamedTensor::close);
    return true;
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    put(1);
    put(2);
    put(3);
    assertThat(has(1)).isTrue();
    put(4);

    assertThat(has(2)).isFalse();
    assertThat(has(1)).isTrue();
    assertThat(has(3)).isTrue();
    assertThat(has(4)).isTrue();
    assertThat(cache.snapshot()).isEqualTo(new ResponseCache.Snapshot(3, 3 * SIZE, 4, 1));
    assertThat(allocator.open()).isEqualTo(3);
  }

  @Test
  void whatIsThrownOutStaysForThoseWhoReadIt() {
    put(1);
    List<NamedTensor> views = Objects.requireNonNull(cache.get(key(1, 1)));
    cache.removeAll(1);
    assertThat(cache.snapshot().bytes()).isZero();

    assertThat(allocator.open()).isEqualTo(1);
    assertThat(views.getFirst().tensor().data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
    views.forEach(NamedTensor::close);
    assertThat(allocator.open()).isZero();
  }

  @Test
  void anAnswerLargerThanTheCacheIsNotKept() {
    put(1);
    cache.put(key(1, 2), answer(2, (int) (3 * SIZE)));

    assertThat(has(2)).isFalse();
    assertThat(has(1)).isTrue();
  }

  @Test
  void anAnswerThatIsPutAgainIsThereOnce() {
    put(1);
    put(1);

    assertThat(cache.snapshot().entries()).isEqualTo(1);
    assertThat(cache.snapshot().bytes()).isEqualTo(SIZE);
    assertThat(allocator.open()).isEqualTo(1);
  }

  @Test
  void onlyWhatBelongsToAnOwnerIsForgottenWithIt() {
    put(1);
    cache.put(key(2, 1), answer(1, ANSWER_BYTES));
    cache.removeAll(2);

    assertThat(cache.get(key(2, 1))).isNull();
    assertThat(has(1)).isTrue();
  }

  @Test
  void wantOfMemoryIsNoFault() {
    ResponseCache poor =
        new ResponseCache(
            1 << 20,
            (_, _, _) -> {
              throw new ServingException(ErrorCode.TOO_LARGE, "none");
            });
    poor.put(key(1, 1), answer(1, 1));

    assertThat(poor.get(key(1, 1))).isNull();
    assertThat(poor.snapshot().bytes()).isZero();
  }

  @Test
  void namesAndBytesDoNotRunIntoEachOther() {
    assertThat(keyOf("a", "b".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(keyOf("ab", new byte[0]));
  }

  private static CacheKey keyOf(String name, byte[] data) {
    NamedTensor input =
        new NamedTensor(name, Tensor.ofHeap(DataType.UINT8, Shape.of(data.length), data));
    return CacheKey.of(
        1,
        0,
        new InferenceRequest("m", null, null, Map.of(), List.of(input), List.of(), Deadline.NONE));
  }
}
