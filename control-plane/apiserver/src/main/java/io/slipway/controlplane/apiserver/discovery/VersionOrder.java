// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kubernetes' order of API versions, preferred ones first: {@code v2}, {@code v1}, {@code v1beta2},
 * {@code v1alpha1}, then names of another form by the alphabet.
 */
public final class VersionOrder implements Comparator<String> {
  public static final VersionOrder PREFERRED_FIRST = new VersionOrder();

  private static final Pattern FORM =
      Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

  private VersionOrder() {}

  @Override
  public int compare(String a, String b) {
    Matcher first = FORM.matcher(a);
    Matcher second = FORM.matcher(b);
    boolean firstKnown = first.matches();
    boolean secondKnown = second.matches();
    if (!firstKnown || !secondKnown) {
      return firstKnown == secondKnown ? a.compareTo(b) : firstKnown ? -1 : 1;
    }
    int stability = Integer.compare(stability(second), stability(first));
    if (stability != 0) {
      return stability;
    }
    int major = Integer.compare(number(second, 1), number(first, 1));
    return major != 0 ? major : Integer.compare(number(second, 3), number(first, 3));
  }

  private static int stability(Matcher version) {
    String word = version.group(2);
    return word == null ? 2 : word.equals("beta") ? 1 : 0;
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
