// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

final class BarChartTest {
  @Test
  void drawsABarForEachValueWithItsNumber() throws Exception {
    BarChart chart =
        new BarChart(
            "a < b & c",
            "subtitle",
            List.of("one", "two"),
            List.of(
                new BarChart.Group(
                    "group",
                    List.of(
                        new BarChart.Bar(0, Spread.of(1, 2, 3)),
                        new BarChart.Bar(1, Spread.of(17.25))))),
            1.4);
    Document svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2 + 2); // legend and bars
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & c");
    assertThat(svg.getDocumentElement().getTextContent()).contains("group", "2.00", "17.3");
    assertThat(chart.svg()).contains("class=\"bound\"");
  }

  @ParameterizedTest
  @CsvSource({"17.3, 20, 5", "1.4, 1.5, 0.5", "0.9, 1, 0.2", "6, 6, 1", "100, 100, 20"})
  void axesHaveRoundTicks(double most, double end, double step) {
    Axis axis = Axis.upTo(most, 400);
    assertThat(axis.end()).isEqualTo(end);
    assertThat(axis.step()).isEqualTo(step);
    assertThat(axis.at(end)).isEqualTo(400);
  }

  @Test
  void ticksAreShownShort() {
    assertThat(Axis.upTo(0.9, 1).ticks().stream().map(Axis::label))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
  }
}
