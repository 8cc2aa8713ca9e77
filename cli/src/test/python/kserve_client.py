# SPDX-License-Identifier: Apache-2.0
"""The KServe SDK's client of the Kubernetes API: from an InferenceService's creation to its deletion."""

import contextlib
import io
import sys
import time
from functools import partial
from pathlib import Path

arguments, sys.argv = sys.argv[1:], sys.argv[:1]  # the SDK reads options of its own from the command line

import requests  # noqa: E402
from kserve import (  # noqa: E402
    KServeClient,
    V1beta1InferenceService,
    V1beta1InferenceServiceSpec,
    V1beta1ModelFormat,
    V1beta1ModelSpec,
    V1beta1PredictorSpec,
    constants,
)
from kubernetes.client import V1ObjectMeta  # noqa: E402

from checks import Checks, contains, equal, raised  # noqa: E402

NAMESPACE = "default"
NAME = "by-sdk"
LIMIT_S = 60


def service(model: Path, args: list[str] | None = None) -> V1beta1InferenceService:
    spec = V1beta1ModelSpec(
        model_format=V1beta1ModelFormat(name="onnx"), storage_uri=model.as_uri(), args=args
    )
    return V1beta1InferenceService(
        api_version=constants.KSERVE_V1BETA1,
        kind=constants.KSERVE_KIND_INFERENCESERVICE,
        metadata=V1ObjectMeta(name=NAME, namespace=NAMESPACE),
        spec=V1beta1InferenceServiceSpec(predictor=V1beta1PredictorSpec(model=spec)),
    )


def predicts(url: str) -> None:
    answer = requests.post(
        f"{url}/v1/models/{NAME}:predict", json={"instances": [[5.1, 3.5, 1.4, 0.2]]}, timeout=30
    )
    equal(answer.status_code, 200, "status of a prediction")


def creates(sdk: KServeClient, model: Path) -> None:
    created = sdk.create(service(model), namespace=NAMESPACE)
    equal(created["metadata"]["generation"], 1, "generation")
    sdk.wait_isvc_ready(NAME, namespace=NAMESPACE, timeout_seconds=LIMIT_S, polling_interval=1)
    equal(sdk.is_isvc_ready(NAME, namespace=NAMESPACE), True, "ready")
    predicts(sdk.get(NAME, namespace=NAMESPACE)["status"]["url"])


def watches(sdk: KServeClient) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        sdk.get(NAME, namespace=NAMESPACE, watch=True, timeout_seconds=5)
    contains(printed.getvalue(), "True", "what the SDK prints of a watch")
    names = [each["metadata"]["name"] for each in sdk.get(namespace=NAMESPACE)["items"]]
    equal(names, [NAME], "names")


def patches(sdk: KServeClient, model: Path) -> None:
    patched = sdk.patch(NAME, service(model, ["--workers=1"]), namespace=NAMESPACE)
    equal(patched["spec"]["predictor"]["model"]["args"], ["--workers=1"], "args")
    sdk.wait_isvc_ready(
        NAME,
        namespace=NAMESPACE,
        timeout_seconds=LIMIT_S,
        polling_interval=1,
        expected_generation=patched["metadata"]["generation"],
    )
    predicts(sdk.get(NAME, namespace=NAMESPACE)["status"]["url"])


def replaces(sdk: KServeClient, model: Path) -> None:
    replaced = sdk.replace(NAME, service(model), namespace=NAMESPACE)
    equal("args" in replaced["spec"]["predictor"]["model"], False, "has args")
    sdk.wait_isvc_ready(
        NAME,
        namespace=NAMESPACE,
        timeout_seconds=LIMIT_S,
        polling_interval=1,
        expected_generation=replaced["metadata"]["generation"],
    )


def deletes(sdk: KServeClient) -> None:
    sdk.delete(NAME, namespace=NAMESPACE)
    end = time.monotonic() + LIMIT_S
    while sdk.get(namespace=NAMESPACE)["items"]:
        equal(time.monotonic() < end, True, "gone in time")
        time.sleep(0.1)
    missing = raised(RuntimeError, lambda: sdk.get(NAME, namespace=NAMESPACE))
    contains(str(missing), "404", "failure")


def main() -> None:
    sdk, model = KServeClient(config_file=arguments[0]), Path(arguments[1])
    checks = Checks()
    checks.run("create and wait", partial(creates, sdk, model))
    checks.run("get and watch", partial(watches, sdk))
    checks.run("patch", partial(patches, sdk, model))
    checks.run("replace", partial(replaces, sdk, model))
    checks.run("delete", partial(deletes, sdk))
    checks.exit()


if __name__ == "__main__":
    main()
