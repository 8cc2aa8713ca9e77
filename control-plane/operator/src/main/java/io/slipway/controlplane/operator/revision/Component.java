// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import org.jspecify.annotations.Nullable;

/** The parts of a service. */
public enum Component {
  PREDICTOR("predictor", "PredictorReady"),
  TRANSFORMER("transformer", "TransformerReady"),
  EXPLAINER("explainer", "ExplainerReady");

  private final String word;
  private final String condition;

  Component(String word, String condition) {
    this.word = word;
    this.condition = condition;
  }

  /** The component written as {@code word}; null if there is none. */
  public static @Nullable Component of(String word) {
    for (Component component : values()) {
      if (component.word.equals(word)) {
        return component;
      }
    }
    return null;
  }

  /** The condition of a service that tells of it. */
  public String condition() {
    return condition;
  }

  /** What is made for this component of a service, with revisions or without. */
  public String nameIn(String service) {
    return service + "-" + word;
  }

  /** As it is written in a resource. */
  @Override
  public String toString() {
    return word;
  }
}
