// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lying bars with whiskers from the least to the most, in groups.
 *
 * @param series names of the colours
 * @param bound a value to be marked, null for none
 */
record BarChart(
    String title,
    String subtitle,
    List<String> series,
    List<Group> groups,
    @Nullable Double bound) {
  private static final int WIDTH = 940;
  private static final int LEFT = 390;
  private static final int RIGHT = 60;
  private static final int TOP = 84;
  private static final int BAR = 14;
  private static final int GAP = 12;

  /** Bars beside one label. */
  record Group(String label, List<Bar> bars) {
    Group {
      bars = List.copyOf(bars);
    }
  }

  /**
   * @param series its colour
   */
  record Bar(int series, Spread value) {}

  BarChart {
    series = List.copyOf(series);
    groups = List.copyOf(groups);
  }

  String svg() {
    int bottom = TOP + groups.stream().mapToInt(group -> group.bars().size() * BAR + GAP).sum();
    Svg svg = new Svg(WIDTH, bottom + 34, title);
    svg.text(16, 24, "start", "title", title);
    svg.text(16, 44, "start", "small", subtitle);
    legend(svg);
    Axis axis = Axis.upTo(most(), WIDTH - LEFT - RIGHT);
    for (double tick : axis.ticks()) {
      double x = LEFT + axis.at(tick);
      svg.line(x, TOP - 6, x, bottom, tick == 0 ? "axis" : "grid");
      svg.text(x, bottom + 16, "middle", "small", Axis.label(tick));
    }
    int y = TOP;
    for (Group group : groups) {
      y = group(svg, axis, group, y);
    }
    if (bound != null) {
      svg.line(LEFT + axis.at(bound), TOP - 6, LEFT + axis.at(bound), bottom, "bound");
    }
    return svg.toString();
  }

  private void legend(Svg svg) {
    int x = LEFT;
    for (int i = 0; i < series.size(); i++) {
      svg.bar(x, 58, 10, 10, Svg.colour(i));
      svg.text(x + 15, 67, "start", "small", series.get(i));
      x += 40 + 7 * series.get(i).length();
    }
  }

  private double most() {
    double most = bound == null ? 0 : bound;
    for (Group group : groups) {
      for (Bar bar : group.bars()) {
        most = Math.max(most, bar.value().max());
      }
    }
    return most;
  }

  private static int group(Svg svg, Axis axis, Group group, int top) {
    int y = top;
    svg.text(LEFT - 8, top + group.bars().size() * BAR / 2.0 + 4, "end", "label", group.label());
    for (Bar bar : group.bars()) {
      Spread value = bar.value();
      double middle = y + BAR / 2.0;
      svg.bar(LEFT, y + 1, axis.at(value.median()), BAR - 2, Svg.colour(bar.series()));
      svg.line(LEFT + axis.at(value.min()), middle, LEFT + axis.at(value.max()), middle, "whisker");
      svg.text(
          LEFT + axis.at(value.max()) + 5,
          middle + 4,
          "start",
          "small",
          Spread.text(value.median()));
      y += BAR;
    }
    return y + GAP;
  }
}
