// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Pods of a few lines; single quotes are double ones. */
public final class Pods {
  private Pods() {}

  public static Map<String, Object> json(String text) {
    try {
      return Json.object(text.replace('\'', '"').getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  public static Fields fields(String text) {
    return Fields.of(json(text));
  }

  /** A Pod named {@code web}. */
  public static PodSpec pod(String spec) {
    return pod("{'name':'web','namespace':'default','uid':'u1'}", spec);
  }

  public static PodSpec pod(String metadata, String spec) {
    return PodSpec.read(object(metadata, spec));
  }

  public static KubeObject object(String metadata, String spec) {
    return new KubeObject(
        json("{'apiVersion':'v1','kind':'Pod','metadata':" + metadata + ",'spec':" + spec + "}"));
  }
}
