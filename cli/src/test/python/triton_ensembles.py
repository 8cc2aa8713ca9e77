# SPDX-License-Identifier: Apache-2.0
"""An ensemble, and a model whose answers are cached, by tritonclient."""

from functools import partial

import numpy as np

from checks import Checks, Server, equal
from triton_clients import MODULES, Client, refused


def vector(client: Client, name: str, value: float):
    return client.tensor(name, "FP32", np.full((1, 4), value, np.float32))


def given(client: Client, first: float, second: float) -> list:
    return [vector(client, "A", first), vector(client, "B", second)]


def answers(client: Client) -> None:
    result = client.infer("pipeline", given(client, 3, 2), request_id="42")
    equal(result.as_numpy("TWICE_A").tolist(), [[6.0] * 4], "twice the first")
    equal(result.as_numpy("TWICE_B").tolist(), [[4.0] * 4], "twice the second")
    equal(result.as_numpy("SUM").tolist(), [[5.0] * 4], "their sum")


def statistics(client: Client, model: str) -> dict:
    return client.json("get_inference_statistics", model)["model_stats"][0]


def runs(client: Client, model: str) -> int:
    return int(statistics(client, model).get("execution_count", 0))


def answers_in_part(client: Client) -> None:
    before = runs(client, "inner")
    outputs = [client.module.InferRequestedOutput("SUM")]
    result = client.infer("pipeline", given(client, 1, 2), outputs=outputs)
    equal(result.as_numpy("SUM").tolist(), [[3.0] * 4], "sum")
    equal(runs(client, "inner"), before, "runs of a step that nobody needs")


def describes(client: Client) -> None:
    metadata = client.json("get_model_metadata", "pipeline")
    equal(metadata["platform"], "ensemble", "platform")
    config = client.json("get_model_config", "pipeline")
    config = config.get("config", config)
    steps = config["ensemble_scheduling"]["step"]
    equal([step["model_name"] for step in steps], ["outer", "inner"], "models")


def caches(client: Client) -> None:
    def ask():
        inputs = [vector(client, "a", MARKS[client.kind]), vector(client, "b", 1)]
        return client.infer("cached", inputs).as_numpy("sum").tolist()

    first = ask()
    before = runs(client, "cached")
    equal(ask(), first, "the second answer")
    equal(runs(client, "cached"), before, "runs")
    hits = statistics(client, "cached")["inference_stats"]["cache_hit"]["count"]
    equal(int(hits) > 0, True, "hits in the statistics")


# What each client asks for, so that none has its answer from another one's request.
MARKS = {kind: float(number) for number, kind in enumerate(MODULES)}


def states(client: Client) -> dict[str, str]:
    index = client.json("get_model_repository_index")
    index = index.get("models", []) if isinstance(index, dict) else index
    return {entry["name"]: entry.get("state", "") for entry in index}


def comes_and_goes_with_its_models(client: Client) -> None:
    client.unload_model("pipeline", unload_dependents=True)
    equal([states(client)[name] for name in ("pipeline", "inner", "outer")], ["UNAVAILABLE"] * 3, "states")
    client.load_model("pipeline")
    equal([states(client)[name] for name in ("pipeline", "inner", "outer")], ["READY"] * 3, "states")
    answers(client)


def names_a_model_that_is_gone(client: Client) -> None:
    client.unload_model("inner")
    refused(lambda: client.infer("pipeline", given(client, 1, 1)), "ensemble 'pipeline/1', step 1 (inner)")
    client.load_model("inner")
    client.unload_model("inner", unload_dependents=True)
    equal(states(client)["pipeline"], "UNAVAILABLE", "state")
    client.load_model("pipeline")


def main() -> None:
    server, checks = Server(), Checks()
    for kind in MODULES:
        with Client(kind, server.http, server.grpc) as client:
            checks.run(f"{kind} answer", partial(answers, client))
            checks.run(f"{kind} part of the answer", partial(answers_in_part, client))
            checks.run(f"{kind} descriptions", partial(describes, client))
            checks.run(f"{kind} cache", partial(caches, client))
            checks.run(f"{kind} repository", partial(comes_and_goes_with_its_models, client))
            checks.run(f"{kind} missing model", partial(names_a_model_that_is_gone, client))
    checks.exit()


if __name__ == "__main__":
    main()
