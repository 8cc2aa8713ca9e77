// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.request.Query;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogQueryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static LogQuery read(String query) {
    return LogQuery.read(Query.parse(query), "p", NOW);
  }

  @Test
  void withoutWordsTheWholeLogIsMeant() {
    LogQuery query = read("");

    assertThat(query.tailLines()).isEqualTo(-1);
    assertThat(query.limitBytes()).isEqualTo(-1);
    assertThat(query.since()).isEmpty();
    assertThat(query.follow() || query.previous() || query.timestamps()).isFalse();
  }

  @Test
  void eachWordIsRead() {
    LogQuery query =
        read(
            "container=c&follow=true&previous=true&timestamps=true&tailLines=0&limitBytes=7"
                + "&sinceSeconds=60&stream=All");

    assertThat(query.container()).isEqualTo("c");
    assertThat(query.follow() && query.previous() && query.timestamps()).isTrue();
    assertThat(query.tailLines()).isZero();
    assertThat(query.limitBytes()).isEqualTo(7);
    assertThat(query.since()).contains(NOW.minusSeconds(60));
    assertThat(read("sinceTime=2026-11-22T13:00:00%2B02:00").since())
        .contains(Instant.parse("2026-11-22T11:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tailLines=-1 | tailLines: Invalid value: -1: must be greater than or equal to 0",
        "limitBytes=0 | limitBytes: Invalid value: 0: must be greater than or equal to 1",
        "sinceSeconds=0 | sinceSeconds: Invalid value: 0: must be greater than or equal to 1",
        "sinceSeconds=1&sinceTime=2026-11-22T13:00:00Z | at most one of `sinceTime` or",
        "sinceTime=yesterday | expected: a time such as",
        "tailLines=all | expected: a whole number",
        "stream=Stderr | expected: All"
      })
  void whatHasNoMeaningIsRefused(String query, String why) {
    assertThatThrownBy(() -> read(query)).hasMessageContaining(why);
  }
}
