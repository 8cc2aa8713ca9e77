# SPDX-License-Identifier: Apache-2.0
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import bentoml
import common


@bentoml.service(workers=1, traffic={"timeout": 60, "concurrency": 256}, logging={"access": {"enabled": False}})
class Onnx:
    def __init__(self):
        self.session = common.session()

    @bentoml.api(route="/predict")
    async def predict(self, inputs: list[dict]) -> dict:
        return common.answer(self.session.run(common.OUTPUTS, common.feeds(inputs)))
