# SPDX-License-Identifier: Apache-2.0
"""What every server that speaks KServe's protocols must be able to do for the KServe SDK: 4 checks."""

from functools import partial

from checks import Checks, Server, equal
from kserve_sdk import Sdk, infers_grpc, infers_v2
from reference import Model


def tells_that_it_is_ready(sdk: Sdk, model: Model) -> None:
    equal(sdk.rest("v2", "is_server_ready", sdk.url), True, "server is ready")
    equal(sdk.rest("v2", "is_model_ready", sdk.url, model.name), True, "model is ready")


def main() -> None:
    server, checks = Server(), Checks()
    sdk, model = Sdk(server), server.models[0]
    checks.run("rest ready", partial(tells_that_it_is_ready, sdk, model))
    checks.run("rest json", partial(infers_v2, sdk, sdk.url, model, False, 7))
    checks.run("rest binary", partial(infers_v2, sdk, sdk.url, model, True, 7))
    checks.run("grpc", partial(infers_grpc, sdk, model, True, 7))
    checks.exit()


if __name__ == "__main__":
    main()
