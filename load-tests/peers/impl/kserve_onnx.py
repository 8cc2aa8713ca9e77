# SPDX-License-Identifier: Apache-2.0
import argparse
import uuid

import common
from kserve import InferOutput, InferResponse, Model, ModelServer, model_server


class Onnx(Model):
    def __init__(self, name):
        super().__init__(name)
        self.load()

    def load(self):
        self.session = common.session()
        self.ready = True
        return True

    async def predict(self, payload, headers=None, response_headers=None):
        arrays = self.session.run(common.OUTPUTS, {i.name: i.as_numpy() for i in payload.inputs})
        binary = bool(headers and "inference-header-content-length" in {name.lower() for name in headers})
        outputs = []
        for tensor, array in zip(common.META["outputs"], arrays):
            output = InferOutput(name=tensor["name"], shape=list(array.shape), datatype=tensor["datatype"])
            output.set_data_from_numpy(array, binary_data=binary)
            outputs.append(output)
        return InferResponse(response_id=payload.id or str(uuid.uuid4()), model_name=self.name, infer_outputs=outputs)


argparse.ArgumentParser(parents=[model_server.parser]).parse_known_args()
ModelServer().start([Onnx(common.MODEL)])
