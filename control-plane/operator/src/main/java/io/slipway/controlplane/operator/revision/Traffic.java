// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import java.util.List;
import java.util.Objects;

/**
 * How many of the requests for a component go to which of its revisions.
 *
 * @param shares in the order in which they are shown; empty if nothing answers
 */
public record Traffic(List<Share> shares) {
  /** All of it, in percent. */
  public static final int WHOLE = 100;

  public static final Traffic NONE = new Traffic(List.of());

  /**
   * The part of one revision.
   *
   * @param revision its name
   * @param percent from 0, for one that is there and gets nothing yet
   */
  public record Share(String revision, int percent) {
    public Share {
      Objects.requireNonNull(revision, "revision");
    }
  }

  public Traffic {
    shares = List.copyOf(shares);
  }

  public static Traffic all(String revision) {
    return new Traffic(List.of(new Share(revision, WHOLE)));
  }

  /** To a new revision as much as is said, to the one before it the rest. */
  public static Traffic split(String canary, int percent, String stable) {
    return new Traffic(List.of(new Share(canary, percent), new Share(stable, WHOLE - percent)));
  }

  public boolean isEmpty() {
    return shares.isEmpty();
  }

  /** Whether a revision has a share, be it of 0. */
  public boolean names(String revision) {
    for (Share share : shares) {
      if (share.revision().equals(revision)) {
        return true;
      }
    }
    return false;
  }

  /** What a revision gets; 0 if it has no share. */
  public int percent(String revision) {
    for (Share share : shares) {
      if (share.revision().equals(revision)) {
        return share.percent();
      }
    }
    return 0;
  }

  /** The revision that gets everything; empty if there is none. */
  public String whole() {
    String main = main();
    return percent(main) == WHOLE ? main : "";
  }

  /** The revision that gets most, the first of those that get the same; empty if there is none. */
  public String main() {
    Share most = null;
    for (Share share : shares) {
      most = most == null || share.percent() > most.percent() ? share : most;
    }
    return most == null ? "" : most.revision();
  }
}
