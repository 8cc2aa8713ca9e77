// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Other shapes of the same objects: tables and metadata only. */
abstract class ViewsContract extends ContractPart {
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  ViewsContract(ApiTarget target) {
    super(target);
  }

  /** kubectl get prints what the server puts into columns. */
  @Test
  void aListMayBeATable() {
    configMap("a", "k", "v");

    Answer table = api.with("Accept", TABLE + ",application/json").get(core("configmaps")).is(200);

    assertThat(table.text("/kind")).isEqualTo("Table");
    assertThat(table.text("/apiVersion")).isEqualTo("meta.k8s.io/v1");
    assertThat(table.at("/columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Data", "Age");
    assertThat(table.text("/columnDefinitions/0/format")).isEqualTo("name");
    assertThat(table.at("/rows/0/cells/0").asText()).isEqualTo("a");
    assertThat(table.at("/rows/0/cells/1").asInt()).isEqualTo(1);
    assertThat(table.text("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
    assertThat(table.text("/rows/0/object/metadata/name")).isEqualTo("a");
    assertThat(table.resourceVersion()).isNotEmpty();
  }

  /** One object is a table of one row. */
  @Test
  void anObjectMayBeATable() {
    configMap("a", "k", "v");

    Answer table = api.with("Accept", TABLE).get(core("configmaps/a")).is(200);

    assertThat(table.at("/rows")).hasSize(1);
    assertThat(table.at("/rows/0/cells/0").asText()).isEqualTo("a");
  }

  /** kubectl get --sort-by wants the whole object, others nothing. */
  @Test
  void rowsHoldAsMuchOfTheObjectAsIsAskedFor() {
    configMap("a", "k", "v");
    Api tables = api.with("Accept", TABLE);

    assertThat(
            tables.get(core("configmaps") + "?includeObject=Object").text("/rows/0/object/data/k"))
        .isEqualTo("v");
    assertThat(
            tables.get(core("configmaps") + "?includeObject=None").at("/rows/0/object").isObject())
        .isFalse();
  }

  /** Nothing is a table without rows. */
  @Test
  void anEmptyListIsAnEmptyTable() {
    Answer table = api.with("Accept", TABLE).get(core("configmaps")).is(200);

    assertThat(table.at("/columnDefinitions").isEmpty()).isFalse();
    assertThat(table.at("/rows").isEmpty()).isTrue();
  }

  /** Custom resources have the columns that their authors want. */
  @Test
  void customResourcesHaveTheirColumns() {
    Widgets widgets = Widgets.full(api);
    widgets.create(api, namespace, "a", "{size: 7}").is(201);

    Answer table = api.with("Accept", TABLE).get(widgets.in(namespace)).is(200);

    assertThat(table.at("/columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Size", "Age");
    assertThat(table.at("/columnDefinitions").findValuesAsText("type"))
        .containsExactly("string", "integer", "date");
    assertThat(table.at("/rows/0/cells/1").isInt()).isTrue();
    assertThat(table.at("/rows/0/cells/1").asInt()).isEqualTo(7);
  }

  /** Without columns of one's own there are two. */
  @Test
  void theColumnsOfOthersAreNameAndAge() {
    Widgets widgets = Widgets.withSchema(api, Widgets.SCHEMA);

    assertThat(
            api.with("Accept", TABLE)
                .get(widgets.in(namespace))
                .at("/columnDefinitions")
                .findValuesAsText("name"))
        .containsExactly("Name", "Age");
  }

  /** Garbage collectors read metadata of everything and nothing else. */
  @Test
  void anObjectMayBeMetadataOnly() {
    Answer created = configMap("a", "k", "v");

    Answer partial =
        api.with("Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
            .get(core("configmaps/a"))
            .is(200);

    assertThat(partial.text("/kind")).isEqualTo("PartialObjectMetadata");
    assertThat(partial.text("/apiVersion")).isEqualTo("meta.k8s.io/v1");
    assertThat(partial.at("/metadata")).isEqualTo(created.at("/metadata"));
    assertThat(partial.has("/data")).isFalse();
  }

  /** Lists too. */
  @Test
  void aListMayBeMetadataOnly() {
    configMap("a", "k", "v");

    Answer list =
        api.with("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
            .get(core("configmaps"))
            .is(200);

    assertThat(list.text("/kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(list.names()).containsExactly("a");
    assertThat(list.has("/items/0/data")).isFalse();
  }

  /** A shape that does not exist is not acceptable; with an alternative that one is taken. */
  @Test
  void unknownShapesAreRefused() {
    configMap("a", "k", "v");
    String strange = "application/json;as=Poem;v=v1;g=meta.k8s.io";

    api.with("Accept", strange).get(core("configmaps")).isFailure(406, "NotAcceptable");
    assertThat(
            api.with("Accept", strange + ",application/json")
                .get(core("configmaps"))
                .is(200)
                .text("/kind"))
        .isEqualTo("ConfigMapList");
  }

  /** client-go prefers protobuf, which custom resources do not have: it must get JSON. */
  @Test
  void customResourcesAreJsonForThoseWhoPreferAnother() {
    Widgets widgets = Widgets.full(api);

    Answer list =
        api.with("Accept", "application/vnd.kubernetes.protobuf,application/json")
            .get(widgets.in(namespace))
            .is(200);

    assertThat(list.contentType()).isEqualTo("application/json");
    assertThat(list.text("/kind")).isEqualTo("WidgetList");
  }
}
