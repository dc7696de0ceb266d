"""Weight files from checkpoints: python -m training.export --data DATA --out models"""

import argparse
import os

import torch

from . import weights
from .dataset import ROLES, Sampler
from .model import Shape, TrackModel


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--runs", default="training/runs")
    p.add_argument("--data", default="training/runs/data.npz")
    p.add_argument("--out", default="models")
    p.add_argument("--matrix", default="q8_0", choices=["f32", "f16", "q8_0"])
    a = p.parse_args()
    for role in ROLES:
        c = torch.load(os.path.join(a.runs, role, "checkpoint.pt"))
        model = TrackModel(Shape(**c["shape"]))
        model.load_state_dict(c["model"])
        data = Sampler(a.data, role)
        weights.export(model, os.path.join(a.out, f"{role}.gguf"), a.matrix, seen=data.seen(),
                       extra=data.usual())
        print(f"{role}: step {c['step']}, {c['used'] / 3600:.2f} h")


if __name__ == "__main__":
    main()
