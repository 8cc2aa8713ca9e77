// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, taken apart as container runtimes do it. Pure.
 *
 * @param name with its registry, such as {@code docker.io/library/busybox}
 * @param tag empty if there is none
 * @param digest empty if there is none
 */
record ImageReference(String name, String tag, String digest) {
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern DOMAIN =
      Pattern.compile("(?:%1$s(?:\\.%1$s)*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?".formatted(LABEL));
  private static final Pattern PATH = Pattern.compile("%1$s(?:/%1$s)*".formatted(COMPONENT));
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?<name>[^@]+?)(?::(?<tag>[\\w][\\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}))?");
  private static final int MAX_LENGTH = 255;

  /** Empty if it is none. */
  static Optional<ImageReference> parse(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      return Optional.empty();
    }
    String said = whole.group("name");
    int slash = said.indexOf('/');
    String first = slash < 0 ? "" : said.substring(0, slash);
    boolean registry = first.equals("localhost") || first.contains(".") || first.contains(":");
    String domain = registry ? first : "docker.io";
    String path = registry ? said.substring(slash + 1) : said;
    boolean official = domain.equals("docker.io") && !path.contains("/");
    String name = domain + "/" + (official ? "library/" : "") + path;
    return DOMAIN.matcher(domain).matches()
            && PATH.matcher(path).matches()
            && name.length() <= MAX_LENGTH
        ? Optional.of(
            new ImageReference(name, given(whole.group("tag")), given(whole.group("digest"))))
        : Optional.empty();
  }

  private static String given(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  /** Whether another image may have that name tomorrow: as a kubelet sees it. */
  boolean isLatest() {
    return digest.isEmpty() && (tag.isEmpty() || tag.equals("latest"));
  }

  /** How it is asked for, wherever images without a registry would come from. */
  String whole() {
    if (!digest.isEmpty()) {
      return name + "@" + digest; // runtimes take one of both, and this is the exact one
    }
    return name + ":" + (tag.isEmpty() ? "latest" : tag);
  }
}
