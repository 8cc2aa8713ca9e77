# SPDX-License-Identifier: Apache-2.0
"""A server as people write it with the kserve package, whose models come and go: each multiplies by its factor."""

import os

from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.model_repository import ModelRepository


class Multiplies(Model):
    def __init__(self, name: str, folder: str):
        super().__init__(name)
        self.folder = folder

    def load(self) -> bool:
        with open(os.path.join(self.folder, "factor.txt")) as file:
            self.factor = float(file.read())
        self.ready = True
        return self.ready

    def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        data = payload.inputs[0].as_numpy()
        output = InferOutput(
            name="product",
            shape=list(data.shape),
            datatype="FP32",
            data=(self.factor * data).flatten().tolist(),
        )
        return InferResponse(response_id=payload.id, model_name=self.name, infer_outputs=[output])


class Factors(ModelRepository):
    def load(self, name: str) -> bool:
        model = Multiplies(name, os.path.join(self.models_dir, name))
        model.load()
        self.update(model)
        return model.ready


if __name__ == "__main__":
    ModelServer(registered_models=Factors()).start([])
