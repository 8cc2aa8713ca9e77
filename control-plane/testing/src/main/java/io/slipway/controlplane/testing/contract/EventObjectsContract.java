// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events: one kind with two APIs, which name its fields differently and are not equally strict. */
abstract class EventObjectsContract extends ContractPart {
  private static final String TIME = "2026-01-02T03:04:05.000006Z";

  EventObjectsContract(ApiTarget target) {
    super(target);
  }

  private String events() {
    return "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events";
  }

  private String about() {
    return "{kind: 'Pod', namespace: '%s', name: 'p', uid: '1'}".formatted(namespace);
  }

  /** As clients of the core group write them. */
  private Answer old(String name, String more) {
    return api.post(
        core("events"),
        "{metadata: {name: '%s'}, involvedObject: %s, reason: 'R', message: 'm', type: 'Normal'%s}"
            .formatted(name, about(), more));
  }

  /** As clients of {@code events.k8s.io} write them. */
  private Answer complete(String name, String more) {
    return api.post(
        events(),
        """
        {metadata: {name: '%s'}, regarding: %s, eventTime: '%s', reason: 'R', action: 'A', note: 'n',
         type: 'Normal', reportingController: 'example.com/c', reportingInstance: 'i'%s}
        """
            .formatted(name, about(), TIME, more));
  }

  /** Who reads by one API misses nothing that was written by the other. */
  @Test
  void whatTheCoreGroupWritesIsReadByTheOther() {
    Answer written =
        old(
                "a",
                """
                , source: {component: 'c', host: 'h'}, count: 3,
                 firstTimestamp: '2026-01-02T03:04:05Z', lastTimestamp: '2026-01-02T03:05:05Z'
                """)
            .is(201);

    Answer read = api.get(events() + "/a").is(200);

    assertThat(read.text("/apiVersion")).isEqualTo("events.k8s.io/v1");
    assertThat(read.text("/kind")).isEqualTo("Event");
    assertThat(read.uid()).isEqualTo(written.uid());
    assertThat(read.resourceVersion()).isEqualTo(written.resourceVersion());
    assertThat(read.text("/note")).isEqualTo("m");
    assertThat(read.text("/reason")).isEqualTo("R");
    assertThat(read.text("/type")).isEqualTo("Normal");
    assertThat(read.text("/regarding/name")).isEqualTo("p");
    assertThat(read.at("/deprecatedSource")).isEqualTo(Json.of("{component: 'c', host: 'h'}"));
    assertThat(read.at("/deprecatedCount").asInt()).isEqualTo(3);
    assertThat(read.text("/deprecatedFirstTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(read.text("/deprecatedLastTimestamp")).isEqualTo("2026-01-02T03:05:05Z");
    assertThat(List.of(read.has("/message"), read.has("/involvedObject"), read.has("/count")))
        .containsOnly(false);
  }

  /** kubectl describe looks into the core group alone. */
  @Test
  void whatTheOtherGroupWritesIsReadByTheCoreGroup() {
    complete(
            "a",
            """
            , related: {kind: 'Node', name: 'n'},
             series: {count: 2, lastObservedTime: '2026-01-02T03:04:06.000007Z'}
            """)
        .is(201);

    Answer read = api.get(core("events/a")).is(200);

    assertThat(read.text("/apiVersion")).isEqualTo("v1");
    assertThat(read.text("/message")).isEqualTo("n");
    assertThat(read.text("/involvedObject/name")).isEqualTo("p");
    assertThat(read.text("/related/name")).isEqualTo("n");
    assertThat(read.text("/eventTime")).isEqualTo(TIME);
    assertThat(read.text("/action")).isEqualTo("A");
    assertThat(read.text("/reportingComponent")).isEqualTo("example.com/c");
    assertThat(read.text("/reportingInstance")).isEqualTo("i");
    assertThat(read.at("/series"))
        .isEqualTo(Json.of("{count: 2, lastObservedTime: '2026-01-02T03:04:06.000007Z'}"));
    assertThat(List.of(read.has("/note"), read.has("/regarding"))).containsOnly(false);
  }

  /** One storage: a list has all of them, and a name is taken in both. */
  @Test
  void bothGroupsHaveTheSameObjects() {
    old("a", "").is(201);
    complete("b", "").is(201);

    assertThat(api.get(core("events")).names()).containsExactlyInAnyOrder("a", "b");
    Answer list = api.get(events()).is(200);
    assertThat(list.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(list.text("/apiVersion")).isEqualTo("events.k8s.io/v1");
    assertThat(list.text("/items/0/note")).isEqualTo("m");
    complete("a", "")
        .isFailure(409, "AlreadyExists")
        .withMessage("events.events.k8s.io \"a\" already exists");
    api.delete(events() + "/a").is(200);
    api.get(core("events/a")).isFailure(404, "NotFound").withMessage("events \"a\" not found");
    api.get(events() + "/a")
        .isFailure(404, "NotFound")
        .withMessage("events.events.k8s.io \"a\" not found");
  }

  /** Controllers watch by one API what others report by the other. */
  @Test
  void aWatchTellsWhatTheOtherGroupWrites() {
    String version = old("first", "").is(201).resourceVersion();
    try (Events watch = api.watch(events() + "?resourceVersion=" + version)) {
      old("a", "").is(201);
      JsonNode added = watch.next("ADDED", "a");
      assertThat(added.path("note").asText()).isEqualTo("m");
      assertThat(added.path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");

      api.mergePatch(core("events/a"), "{count: 2}").is(200);
      assertThat(watch.next("MODIFIED", "a").path("deprecatedCount").asInt()).isEqualTo(2);

      api.delete(core("events/a")).is(200);
      assertThat(watch.next("DELETED", "a").path("note").asText()).isEqualTo("m");
    }
  }

  /** Each API selects by its own names. */
  @Test
  void eachGroupSelectsByItsOwnNames() {
    old("a", "").is(201);
    complete("b", "").is(201);

    assertThat(api.get(events() + "?fieldSelector=regarding.name=p,reason=R").names())
        .containsExactlyInAnyOrder("a", "b");
    assertThat(api.get(core("events?fieldSelector=reportingComponent=example.com/c")).names())
        .containsExactly("b");
    assertThat(api.get(events() + "?fieldSelector=reportingController=example.com/c").names())
        .containsExactly("b");
    api.get(events() + "?fieldSelector=involvedObject.name=p")
        .isFailure(400, "BadRequest")
        .withMessageContaining("field label not supported: involvedObject.name");
  }

  /** The newer API wants to know since when, and how bad it is. */
  @Test
  void theOtherGroupWantsTimeAndType() {
    api.post(events(), "{metadata: {name: 'a'}, regarding: %s}".formatted(about()))
        .isFailure(422, "Invalid")
        .withMessageContaining("Event \"a\" is invalid")
        .withCauses(
            "FieldValueRequired eventTime: Required value",
            "FieldValueInvalid type: Invalid value: \"\": has invalid value: ");
  }

  /** Who reports, and what was done, belongs to an event that has a time; by either API. */
  @Test
  void anEventWithATimeIsComplete() {
    for (String path : List.of(core("events"), events())) {
      boolean core = path.startsWith("/api/");
      String object = core ? "involvedObject" : "regarding";
      String reporter = core ? "reportingComponent" : "reportingController";
      Answer refused =
          api.post(
                  path,
                  "{metadata: {name: 'a'}, %s: %s, eventTime: '%s', type: 'Normal'}"
                      .formatted(object, about(), TIME))
              .isFailure(422, "Invalid");
      assertThat(refused.causes())
          .contains(
              "FieldValueRequired " + reporter + ": Required value",
              "FieldValueInvalid "
                  + reporter
                  + ": Invalid value: \"\": name part must be"
                  + " non-empty",
              "FieldValueRequired reportingInstance: Required value",
              "FieldValueRequired action: Required value",
              "FieldValueRequired reason: Required value");
    }
  }

  /** Nobody is to begin with what is only there for what was written before. */
  @Test
  void theOtherGroupTakesNoNewEventsWithDeprecatedFields() {
    complete(
            "a",
            """
            , deprecatedCount: 1, deprecatedSource: {component: 'c'},
             deprecatedFirstTimestamp: '2026-01-02T03:04:05Z',
             deprecatedLastTimestamp: '2026-01-02T03:04:05Z'
            """)
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid firstTimestamp: Invalid value: \"\": needs to be unset",
            "FieldValueInvalid lastTimestamp: Invalid value: \"\": needs to be unset",
            "FieldValueInvalid count: Invalid value: \"\": needs to be unset",
            "FieldValueInvalid source: Invalid value: \"\": needs to be unset");
  }

  /** Events are small. */
  @Test
  void textsOfEventsWithATimeAreShort() {
    api.post(
            events(),
            """
            {metadata: {name: 'a'}, regarding: %s, eventTime: '%s', reason: '%s', action: '%s',
             note: '%s', type: 'Normal', reportingController: 'c', reportingInstance: '%s'}
            """
                .formatted(
                    about(),
                    TIME,
                    "r".repeat(129),
                    "a".repeat(129),
                    "n".repeat(1025),
                    "i".repeat(129)))
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid reportingInstance: Invalid value: \"\": can have at most 128"
                + " characters",
            "FieldValueInvalid action: Invalid value: \"\": can have at most 128 characters",
            "FieldValueInvalid reason: Invalid value: \"\": can have at most 128 characters",
            "FieldValueInvalid message: Invalid value: \"\": can have at most 1024 characters");
  }

  /** Older clients tell less. */
  @Test
  void theCoreGroupTakesEventsWithLittleInThem() {
    api.post(core("events"), "{metadata: {name: 'a'}, involvedObject: %s}".formatted(about()))
        .is(201);
  }

  /** Who may write in a namespace may not tell things about another. */
  @Test
  void anEventIsInTheNamespaceOfItsObject() {
    api.post(
            core("events"),
            "{metadata: {name: 'a'}, involvedObject: {kind: 'Pod', namespace: 'other', name: 'p'}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid involvedObject.namespace: Invalid value: \"other\": does not match"
                + " event.namespace");
    api.post(core("events"), "{metadata: {name: 'a'}, involvedObject: {kind: 'Node', name: 'n'}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid involvedObject.namespace: Invalid value: \"\": does not match"
                + " event.namespace");
  }

  /** What has happened has happened. */
  @Test
  void theOtherGroupChangesOnlyTheSeries() {
    complete("a", "").is(201);

    api.mergePatch(events() + "/a", "{note: 'other', type: 'Warning', reportingController: 'c'}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid message: Invalid value: \"other\": field is immutable",
            "FieldValueInvalid type: Invalid value: \"Warning\": field is immutable",
            "FieldValueInvalid reportingController: Invalid value: \"c\": field is immutable");
    String time = "lastObservedTime: '2026-01-02T03:04:06.000007Z'";
    api.mergePatch(events() + "/a", "{series: {count: 1, %s}}".formatted(time))
        .isFailure(422, "Invalid")
        .withCauses("FieldValueInvalid series.count: Invalid value: \"\": should be at least 2");
    Answer patched =
        api.mergePatch(events() + "/a", "{series: {count: 2, %s}}".formatted(time)).is(200);
    assertThat(patched.at("/series/count").asInt()).isEqualTo(2);
    assertThat(patched.text("/eventTime")).isEqualTo(TIME);
  }

  /** Older clients change what they like. */
  @Test
  void theCoreGroupChangesEvents() {
    complete("a", "").is(201);

    api.mergePatch(core("events/a"), "{message: 'other'}").is(200);

    assertThat(api.get(events() + "/a").text("/note")).isEqualTo("other");
  }

  /** Owners are known in the names of their API alone: a write by the other forgets them. */
  @Test
  void ownersAreThoseOfOneGroup() {
    Answer created =
        api.post(
                core("events") + "?fieldManager=one",
                "{metadata: {name: 'a'}, involvedObject: %s, reason: 'R', message: 'm'}"
                    .formatted(about()))
            .is(201);
    assertThat(created.managed("one").path("apiVersion").asText()).isEqualTo("v1");
    assertThat(api.get(events() + "/a").managed("one").at("/fieldsV1").has("f:message")).isTrue();

    Answer labelled =
        api.mergePatch(events() + "/a?fieldManager=two", "{metadata: {labels: {a: 'b'}}}").is(200);

    assertThat(labelled.managed("one").isMissingNode()).isTrue();
    assertThat(labelled.managed("two").path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");
  }
}
