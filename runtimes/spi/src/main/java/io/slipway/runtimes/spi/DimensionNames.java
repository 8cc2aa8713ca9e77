// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import java.util.List;

/**
 * What a model file calls the dimensions of its tensors. Two dimensions of any size that have the
 * same name have the same size in every run.
 *
 * @param inputs per input of the signature, per dimension; empty where there is no name
 * @param outputs the same of the outputs
 */
public record DimensionNames(List<List<String>> inputs, List<List<String>> outputs) {
  /** A file that names none. */
  public static final DimensionNames NONE = new DimensionNames(List.of(), List.of());

  public DimensionNames {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Empty if it has no name. */
  public String input(int index, int dimension) {
    return name(inputs, index, dimension);
  }

  /** Empty if it has no name. */
  public String output(int index, int dimension) {
    return name(outputs, index, dimension);
  }

  private static String name(List<List<String>> tensors, int index, int dimension) {
    return index < tensors.size() && dimension < tensors.get(index).size()
        ? tensors.get(index).get(dimension)
        : "";
  }
}
