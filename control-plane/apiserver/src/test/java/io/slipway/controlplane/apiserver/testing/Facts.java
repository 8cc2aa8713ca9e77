// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Recorded answers of Kubernetes; see {@code facts/README.md}. */
public final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Facts() {}

  /** The cases of one file; at least one. */
  public static List<JsonNode> of(String file) {
    List<JsonNode> cases = new ArrayList<>();
    document(file).forEach(cases::add);
    if (cases.isEmpty()) {
      throw new IllegalStateException("no case in " + file);
    }
    return cases;
  }

  /** What is in one file. */
  public static JsonNode document(String file) {
    try (var in = Facts.class.getResourceAsStream("/facts/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no facts in " + file);
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of an array. */
  public static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
