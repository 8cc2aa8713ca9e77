# SPDX-License-Identifier: Apache-2.0
"""A transformer as people write it with the kserve package: of the predictor's answer it keeps the kinds."""

import argparse

from kserve import Model, ModelServer, model_server


class Kinds(Model):
    def preprocess(self, payload, headers=None):
        return {"instances": payload["instances"]}

    def postprocess(self, result, headers=None, response_headers=None):
        return {"predictions": [prediction["label"] for prediction in result["predictions"]]}


parser = argparse.ArgumentParser(parents=[model_server.parser])
args, _ = parser.parse_known_args()

if __name__ == "__main__":
    model = Kinds(args.model_name)
    model.load()
    ModelServer().start([model])
