"""Train one role's model: python -m training.train bass --data DATA --hours 1.5

Writes runs/<role>/{checkpoint.pt,log.tsv,<role>.gguf}; goes on from the
checkpoint when there is one, else from the shipped weights with --start.
bf16 autocast with fp32 master weights; Muon for the matrices inside the blocks,
AdamW for the rest; the learning rate falls with the share of the time used, so
that a run ends well at whatever length it was given.
"""

import argparse
import math
import os
import time

import torch

from . import conditions as C
from . import native, weights
from .dataset import ROLES, SOURCES, Sampler
from .evaluate import Plain, choose, nats
from .model import Shape, TrackModel


def shape(role, a):
    roles = native.roles()
    return Shape(role=role, width=a.width, heads=a.width // 64, decoder_layers=a.decoder_layers,
                 decoder_ffn=4 * a.width, encoder_layers=a.encoder_layers,
                 encoder_ffn=4 * a.width, books=list(roles[role].books),
                 delays=list(roles[role].delays),
                 inputs={r: list(roles[r].books) for r in ROLES}, conditions=C.NAMES)


@torch.no_grad()
def validate(model, batches):
    """Nats a frame, over what was to be written, of each book."""
    model.eval()
    total, frames = 0.0, 0
    for b in batches:
        with torch.autocast("cpu", torch.bfloat16):
            loss = model(b)
        total += (loss * b["weight"]).sum((0, 2))
        frames += b["weight"][:, 0].sum().item()
    model.train()
    return total / max(frames, 1)


def hearing(model, data, windows):
    """Nats a frame with the true context and with none, no other labels than a song has."""
    model.eval()
    with torch.autocast("cpu", torch.bfloat16):
        both = [nats(model, data, windows, deaf=deaf).sum() / windows["frames"].sum() for deaf in (False, True)]
    model.train()
    return both


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("role", choices=ROLES)
    p.add_argument("--data", default="training/runs/data.npz")
    p.add_argument("--out", default="training/runs")
    p.add_argument("--hours", type=float, default=1.0, help="wall time of the whole run")
    p.add_argument("--start", help="weight file to start from")
    p.add_argument("--width", type=int, default=192)
    p.add_argument("--decoder-layers", type=int, default=4)
    p.add_argument("--encoder-layers", type=int, default=3)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--human", type=float, default=0.3, help="share of human batches")
    p.add_argument("--frames", type=int, default=2048, help="frames a batch")
    p.add_argument("--dropout", type=float, default=0.1, help="on what each layer adds")
    p.add_argument("--compile", action="store_true", help="fuse with torch.compile (needs a C++ compiler)")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    folder = os.path.join(a.out, a.role)
    os.makedirs(folder, exist_ok=True)
    checkpoint = os.path.join(folder, "checkpoint.pt")

    model = TrackModel(shape(a.role, a), a.dropout)
    if a.start:
        print("tensors that did not fit:", weights.load(model, a.start))
    inner = [q for n, q in model.named_parameters()
             if q.ndim == 2 and n.split(".")[0] in ("enc", "dec")]
    ids = {id(q) for q in inner}
    rest = [q for q in model.parameters() if id(q) not in ids]
    optimisers = [
        torch.optim.Muon(inner, lr=a.lr, weight_decay=0.05, momentum=0.95,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=a.lr, betas=(0.9, 0.97), weight_decay=0.01)]
    used, step = 0.0, 0
    if os.path.exists(checkpoint):
        c = torch.load(checkpoint)
        model.load_state_dict(c["model"])
        for o, s in zip(optimisers, c["optimisers"]):
            o.load_state_dict(s)
        used, step = c["used"], c["step"]
        print(f"going on from step {step}, {used / 3600:.2f} h")
    train = Sampler(a.data, a.role, "train", a.human, seed=a.seed + step, frames=a.frames)
    held = Sampler(a.data, a.role, "valid", a.human, seed=1, frames=2048, fresh=False)
    plain = Plain(a.data, a.role, set(C.NAMES), "valid")
    heard = [choose(plain.windows, source, most) for source, most in zip(SOURCES, (1, 4))]
    batches = [[held.draw(source) for _ in range(12)] for source in range(len(SOURCES))]
    forward = torch.compile(model) if a.compile else model
    print(f"{a.role}: {sum(q.numel() for q in model.parameters()) / 1e6:.2f} M weights, "
          f"{len(train.windows)} windows, {len(held.windows)} held out", flush=True)

    total, began, saved = a.hours * 3600, time.time() - used, time.time()
    running, count, frames = 0.0, 0, 0
    log = open(os.path.join(folder, "log.tsv"), "a")

    def save():
        state = dict(model=model.state_dict(), optimisers=[o.state_dict() for o in optimisers],
                     used=time.time() - began, step=step, shape=model.shape.dict())
        torch.save(state, checkpoint + ".tmp")
        os.replace(checkpoint + ".tmp", checkpoint)
        weights.export(model, os.path.join(folder, f"{a.role}.gguf.tmp"), seen=train.seen(),
                       extra=train.usual())
        os.replace(os.path.join(folder, f"{a.role}.gguf.tmp"), os.path.join(folder, f"{a.role}.gguf"))

    while (share := (time.time() - began) / total) < 1:
        warm = min(1.0, (step + 1) / 100)
        rate = warm * (1.0 if share < 0.5 else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (share - 0.5) / 0.5)))
        for o in optimisers:
            for g in o.param_groups:
                g["lr"] = a.lr * rate
        b = train.draw()
        with torch.autocast("cpu", torch.bfloat16):
            loss = forward(b)
        w = b["weight"]
        mean = (loss * w).sum() / w.sum().clamp(min=1)
        mean.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in optimisers:
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        running, count, frames = running + mean.item(), count + 1, frames + w.shape[0] * w.shape[2]
        now = time.time()
        if now - saved > 300 or (now - began) >= total:
            v = [validate(model, b) for b in batches]
            h = [hearing(model, plain, w) for w in heard]
            line = (f"{step}\t{(now - began) / 3600:.3f}\t{running / count:.4f}\t"
                    + "".join(f"{x.sum():.4f}\t" for x in v) + f"{frames / (now - saved):.0f}\t"
                    + "\t".join(f"{true:.4f} {none:.4f} {100 * (1 - true / none):.1f}%" for true, none in h)
                    + "\t" + "\t".join(" ".join(f"{y:.3f}" for y in x) for x in v))
            print(a.role, line, flush=True)
            log.write(line + "\n")
            log.flush()
            running, count, frames, saved = 0.0, 0, 0, time.time()
            save()
    save()


if __name__ == "__main__":
    main()
