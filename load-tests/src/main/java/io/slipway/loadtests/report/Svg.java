// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.Locale;

/** Writes a drawing whose background shows through and whose text is light on dark pages. */
final class Svg {
  /** Distinguishable with colour blindness, and on light and dark. */
  private static final String[] COLOURS = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"};

  private final StringBuilder elements = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;

  Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  static String colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  /**
   * @param anchor start, middle or end
   * @param style a class of the style sheet: title, label or small
   */
  void text(double x, double y, String anchor, String style, String text) {
    open("text", "x", x, "y", y)
        .append(" text-anchor=\"%s\" class=\"%s\">".formatted(anchor, style))
        .append(escape(text))
        .append("</text>\n");
  }

  void bar(double x, double y, double wide, double high, String colour) {
    open("rect", "x", x, "y", y, "width", Math.max(wide, 0.5), "height", high)
        .append(" fill=\"%s\"/>\n".formatted(colour));
  }

  /**
   * @param style a class of the style sheet: axis, grid, bound or whisker
   */
  void line(double x1, double y1, double x2, double y2, String style) {
    open("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2)
        .append(" class=\"%s\"/>\n".formatted(style));
  }

  /** The begin of an element with attributes that are numbers: names and values by turns. */
  private StringBuilder open(String name, Object... attributes) {
    elements.append("  <").append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      elements
          .append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(String.format(Locale.ROOT, "%.1f", (Double) attributes[i + 1]))
          .append('"');
    }
    return elements;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
      <title>%s</title>
      <style>
        text { font-family: system-ui, sans-serif; fill: #24292f; }
        .title { font-size: 15px; font-weight: 600; }
        .label { font-size: 12px; }
        .small { font-size: 11px; fill: #57606a; }
        line { stroke: #57606a; stroke-width: 1; }
        .grid { stroke-opacity: 0.25; }
        .bound { stroke: #d1242f; stroke-dasharray: 4 3; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .small { fill: #9da7b1; }
          line { stroke: #9da7b1; }
          .bound { stroke: #ff7b72; }
        }
      </style>
    %s</svg>
    """
        .formatted(width, height, width, height, escape(title), elements);
  }
}
