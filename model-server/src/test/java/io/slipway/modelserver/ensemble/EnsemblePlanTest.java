// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsemblePlanTest {
  private final Ensembles ensembles =
      new Ensembles().with("one", "a -> x").with("two", "a b -> x y");

  private void refuses(String tensors, String steps, String more, String message) {
    assertThatThrownBy(() -> ensembles.plan(tensors, steps, more))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void hasTheSignatureOfItsConfiguration() {
    EnsemblePlan plan = ensembles.plan("I -> O", "one: a=I -> x=O");

    assertThat(plan.signature().platform()).isEqualTo("ensemble");
    assertThat(plan.signature().inputs())
        .singleElement()
        .satisfies(input -> {
          assertThat(input.name()).isEqualTo("I");
          assertThat(input.shape()).isEqualTo(Shape.of(-1));
        });
    assertThat(plan.models()).containsExactly("one");
  }

  @Test
  void theBatchIsADimensionMore() {
    ensembles.with("one", "a -> x", DataType.FP32, Shape.of(-1, -1), 8);

    assertThat(
            ensembles
                .plan("I -> O", "one: a=I -> x=O", "max_batch_size: 8 ")
                .signature()
                .inputs()
                .getFirst()
                .shape())
        .isEqualTo(Shape.of(-1, -1));
  }

  @Test
  void refusesAModelThatIsNotThere() {
    assertThatThrownBy(() -> ensembles.plan("I -> O", "none: a=I -> x=O"))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("step 0: model 'none' not found");
  }

  @Test
  void refusesNamesThatAModelDoesNotHave() {
    refuses(
        "I -> O", "one: z=I -> x=O", "", "step 0 (one): the model has no input 'z' (expected: a)");
    refuses("I -> O", "one: a=I -> z=O", "", "the model has no output 'z' (expected: x)");
    refuses("I -> O", "two: a=I -> x=O", "", "step 0 (two): nothing is given to its input 'b'");
  }

  @Test
  void refusesTensorsThatDoNotFit() {
    ensembles.with("ints", "a -> x", DataType.INT64, Shape.of(-1), 0);
    ensembles.with("three", "a -> x", DataType.FP32, Shape.of(3), 0);
    ensembles.with("four", "a -> x", DataType.FP32, Shape.of(4), 0);
    ensembles.with("matrix", "a -> x", DataType.FP32, Shape.of(-1, 2), 0);

    refuses(
        "I -> O",
        "ints: a=I -> x=O",
        "",
        "tensor 'I' is FP32[-1] from the ensemble's input, and INT64[-1] for step 0 (ints)");
    refuses(
        "I -> O",
        "three: a=I -> x=T\nfour: a=T -> x=O",
        "",
        "tensor 'T' is FP32[3] from step 0 (three), and FP32[4] for step 1 (four)");
    refuses(
        "I -> O",
        "one: a=I -> x=T\nmatrix: a=T -> x=O",
        "",
        "and FP32[-1] for the ensemble's output");
    assertThat(ensembles.plan("I -> O", "three: a=I -> x=T\none: a=T -> x=O")).isNotNull();
  }

  @Test
  void refusesBatchesThatAModelDoesNotTake() {
    ensembles.with("small", "a -> x", DataType.FP32, Shape.of(-1, -1), 4);
    ensembles.with("fixed", "a -> x", DataType.FP32, Shape.of(1, -1), 0);
    ensembles.with("free", "a -> x", DataType.FP32, Shape.of(-1, -1), 0);

    refuses(
        "I -> O",
        "small: a=I -> x=O",
        "max_batch_size: 8 ",
        "step 0 (small): the ensemble's max_batch_size is 8, and the model's 4");
    refuses(
        "I -> O",
        "fixed: a=I -> x=O",
        "max_batch_size: 8 ",
        "step 0 (fixed): the ensemble's max_batch_size is 8, and the model takes no batches");
    assertThat(ensembles.plan("I -> O", "free: a=I -> x=O", "max_batch_size: 8 ")).isNotNull();
  }

  @Test
  void refusesAnEnsembleThatWouldRunItself() {
    ensembles.withInner("inner", "one", "outer").withInner("outer", "one", "e");

    refuses("I -> O", "inner: a=I -> x=O", "", "step 0: ensemble 'e' uses itself");
    refuses("I -> O", "e: a=I -> x=O", "", "step 0: ensemble 'e' uses itself");
  }

  @Test
  void runsOnlyWhatIsAskedFor() {
    EnsemblePlan plan =
        ensembles.plan("I -> O P", "one: a=I -> x=T\none: a=T -> x=O\none: a=I -> x=P");

    assertThat(plan.select(List.of("O", "P")).steps()).isEqualTo(3);
    Selection one = plan.select(List.of("P"));
    assertThat(one.steps()).isEqualTo(1);
    assertThat(one.runs(2)).isTrue();
    assertThat(one.uses(plan.tensor("I"))).isEqualTo(1);
    assertThat(one.uses(plan.tensor("T"))).isZero();
  }

  @Test
  void aModelThatKeepsSequencesIsAlwaysRun() {
    ensembles.withSequences("memory", "a -> x");
    EnsemblePlan plan = ensembles.plan("I -> O P", "memory: a=I -> x=O\none: a=I -> x=P");

    assertThat(plan.select(List.of("P")).steps()).isEqualTo(2);
    assertThat(plan.keepsSequences()).isTrue();
  }
}
