# SPDX-License-Identifier: Apache-2.0
"""A model as people write it with the kserve package, which answers over gRPC too: twice its input."""

import argparse

from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer, model_server
from kserve.errors import InvalidInput


class Doubles(Model):
    def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        data = payload.inputs[0].as_numpy()
        if (data < 0).any():
            raise InvalidInput("there are negative numbers")
        output = InferOutput(
            name="doubled", shape=list(data.shape), datatype="FP32", data=(2 * data).flatten().tolist()
        )
        return InferResponse(response_id=payload.id, model_name=self.name, infer_outputs=[output])


parser = argparse.ArgumentParser(parents=[model_server.parser])
args, _ = parser.parse_known_args()

if __name__ == "__main__":
    model = Doubles(args.model_name)
    model.load()
    ModelServer().start([model])
