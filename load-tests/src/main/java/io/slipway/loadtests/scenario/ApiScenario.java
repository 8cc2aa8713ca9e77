// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.kube.Kubeconfig;
import io.slipway.loadtests.load.Histogram;
import io.slipway.loadtests.load.ProcessCpu;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The Kubernetes API with ten thousand objects of 1 kB: how long a list of all takes, how long a
 * change is on its way to each of fifty watches, and what memory the process has.
 */
public final class ApiScenario {
  private static final double LIST_MILLIS = 200;
  private static final double WATCH_P99_MILLIS = 50;
  private static final double MEGABYTES = 400;
  private static final int LISTS = 5;
  private static final Set<String> NAMES = Set.of("objects", "watches", "rate", "seconds");

  private ApiScenario() {}

  /**
   * What came of a round.
   *
   * @param lists nanoseconds of each list of all objects
   * @param paged nanoseconds of a list in pages of 500, as kubectl asks for it
   * @param events from the moment at which a write was to be sent until a watch had it
   * @param clientCore part of its core that this program used meanwhile
   */
  private record Round(
      Histogram lists, long paged, Histogram events, double clientCore, double megabytes) {
    double listMillis() {
      return lists.quantile(0.5) / 1e6;
    }

    double eventMillis(double part) {
      return events.quantile(part) / 1e6;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Setup.main("api", arguments, NAMES, ApiScenario::play);
  }

  private static void play(Setup setup, ScenarioReport report) throws IOException {
    int objects = setup.options().integer("objects", setup.quick() ? 1000 : 10_000);
    Path data = setup.work().resolve("data");
    List<Round> rounds = new ArrayList<>();
    try (ServerProcess server = ServerProcess.startPlatform(setup, data)) {
      Kubeconfig access = Kubeconfig.read(data.resolve("kubeconfig"));
      try (HttpClient client = access.client()) {
        ApiObjects api = new ApiObjects(access, client, objects);
        double creates = api.createAll();
        setup.progress("%d objects, %.0f created a second".formatted(objects, creates));
        double first = api.list() / 1e6;
        for (int i = 1; i <= setup.rounds(5); i++) {
          Round round = round(setup, server, access, api);
          rounds.add(round);
          report.round(document(round));
          setup.progress(
              "round %d: list %.0f ms, watch p99 %.1f ms, %.0f MB"
                  .formatted(i, round.listMillis(), round.eventMillis(0.99), round.megabytes));
        }
        verdicts(report, objects + " objects", creates, first, rounds);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Round round(Setup setup, ServerProcess server, Kubeconfig access, ApiObjects api)
      throws IOException, InterruptedException {
    Histogram lists = new Histogram();
    for (int i = 0; i < LISTS; i++) {
      lists.add(api.list());
    }
    long paged = api.listInPages();
    Duration duration = setup.seconds("seconds", 20, 5);
    try (Watches watches =
        Watches.open(access, setup.options().integer("watches", 50), api.resourceVersion())) {
      double before = ProcessCpu.ownSeconds();
      long start = System.nanoTime();
      int writes = api.write(setup.options().number("rate", 50), duration);
      double seconds = (System.nanoTime() - start) / 1e9;
      double core = (ProcessCpu.ownSeconds() - before) / seconds;
      Histogram events = watches.awaitEach(writes);
      return new Round(lists, paged, events, core, server.residentBytes() / 1e6);
    }
  }

  private static void verdicts(
      ScenarioReport report, String of, double creates, double first, List<Round> rounds) {
    report.verdict(Verdict.told(of, "created a second, 16 callers", Spread.of(List.of(creates))));
    report.verdict(Verdict.told(of, "first list of all, ms", Spread.of(List.of(first))));
    report.verdict(
        Verdict.atMost(of, "list of all, ms", spread(rounds, Round::listMillis), LIST_MILLIS));
    report.verdict(
        Verdict.told(of, "list in pages of 500, ms", spread(rounds, r -> r.paged / 1e6)));
    report.verdict(
        Verdict.told(of, "watch latency, p50, ms", spread(rounds, r -> r.eventMillis(0.5))));
    report.verdict(
        Verdict.atMost(
            of,
            "watch latency, p99, ms",
            spread(rounds, r -> r.eventMillis(0.99)),
            WATCH_P99_MILLIS));
    report.verdict(
        Verdict.told(
            of, "part of its core that the client used", spread(rounds, r -> r.clientCore)));
    report.verdict(Verdict.atMost(of, "resident MB", spread(rounds, Round::megabytes), MEGABYTES));
  }

  private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> of) {
    return Spread.of(rounds.stream().map(of::applyAsDouble).toList());
  }

  private static Map<String, Object> document(Round round) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("list_ms", round.listMillis());
    document.put("list_worst_ms", round.lists.max() / 1e6);
    document.put("paged_ms", round.paged / 1e6);
    document.put("events", round.events.count());
    for (double part : new double[] {0.5, 0.9, 0.99, 0.999}) {
      document.put("watch_p" + part * 100 + "_ms", round.eventMillis(part));
    }
    document.put("client_core", round.clientCore);
    document.put("resident_mb", round.megabytes);
    return document;
  }
}
