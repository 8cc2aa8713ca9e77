// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.apiserver.answer.Api.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that ask for the same at the same moment: one of them gets it. */
class ServicesAtOnceTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final int ROUNDS = 10;
  private static final int CALLERS = 4;

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  /** A write of the service of this name, whose spec has these fields. */
  private interface Write {
    Answer of(String name, String spec);
  }

  private static String service(String name, String spec) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{"
        + spec
        + "}}";
  }

  private static String port(int round) {
    return "\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":" + (30100 + round) + "}]";
  }

  private static String address(int round) {
    return "\"clusterIP\":\"127.100.0." + (1 + round) + "\",\"ports\":[{\"port\":80}]";
  }

  private Answer create(String name, String spec) {
    return api.post(SERVICES, service(name, spec));
  }

  private Answer apply(String name, String spec) {
    return api.patch(
        SERVICES + "/" + name + "?fieldManager=t", "apply-patch+yaml", service(name, spec));
  }

  private Answer change(String name, String spec) {
    return api.patch(SERVICES + "/" + name, "merge-patch+json", "{\"spec\":{" + spec + "}}");
  }

  private void assertOneGets(String spec, String names, Write write, String refusal)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(CALLERS);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String name = names + i;
        Callable<Answer> call =
            () -> {
              together.await();
              return write.of(name, spec);
            };
        answers.add(callers.submit(call));
      }
      int got = 0;
      for (Future<Answer> each : answers) {
        Answer answer = each.get();
        if (answer.status() < 300) {
          got++;
        } else {
          assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
          assertThat(answer.at("/message")).contains(refusal);
        }
      }
      assertThat(got).as(names + ": how many got " + spec).isEqualTo(1);
    }
  }

  @Test
  void oneOfThoseThatAreCreatedGetsThePort() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneGets(port(i), "c" + i + "-", this::create, "provided port is already allocated");
    }
  }

  @Test
  void oneOfThoseThatAreAppliedGetsThePort() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneGets(port(i), "a" + i + "-", this::apply, "provided port is already allocated");
    }
  }

  @Test
  void oneOfThoseThatAreChangedGetsThePort() throws Exception {
    for (int i = 0; i < CALLERS; i++) {
      assertThat(create("p" + i, "\"ports\":[{\"port\":80}]").status()).isEqualTo(201);
    }
    assertOneGets(port(0), "p", this::change, "provided port is already allocated");
  }

  @Test
  void oneOfThoseThatAreCreatedGetsTheAddress() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneGets(address(i), "c" + i + "-", this::create, "provided IP is already allocated");
    }
  }
}
