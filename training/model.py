"""The track model: a context encoder and MusicGen's decoder shape.

Shapes: B batch, T frames, S = T + max delay steps, K books of the written role,
D width, M memory vectors. Names of parameters are those of the weight file
(docs/ARCHITECTURE.md, "Weight files"), so that the exporter renames nothing
but the underscores that PyTorch forces.
"""

import math
from dataclasses import asdict, dataclass, field

import torch
import torch.nn.functional as F
from torch import nn

from . import parts


@dataclass
class Shape:
    role: str
    width: int = 256
    heads: int = 4
    decoder_layers: int = 4
    decoder_ffn: int = 1024
    encoder_layers: int = 3
    encoder_ffn: int = 1024
    books: list = field(default_factory=list)  # codes of each written book
    delays: list = field(default_factory=list)
    inputs: dict = field(default_factory=dict)  # role -> codes of each heard book
    conditions: list = field(default_factory=list)

    dict = asdict


def sinusoid(n, width, device=None):
    """[n, width] of [cos, sin] halves, as in MusicGen."""
    half = width // 2
    rate = torch.exp(torch.arange(half, device=device) * (-math.log(10000.0) / (half - 1)))
    angle = torch.arange(n, device=device)[:, None] * rate[None]
    return torch.cat([angle.cos(), angle.sin()], dim=1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))

    def forward(self, x, memory, mask=None):
        """mask [.., S, M] adds to the scores. Plain products and softmax: on a CPU the
        fused kernel's backward pass takes three times as long at these lengths."""
        def split(t):
            return t.view(t.shape[0], t.shape[1], self.heads, -1).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(memory)), split(self.v(memory))
        scores = q @ k.transpose(2, 3) * (q.shape[3] ** -0.5)
        if mask is not None:
            scores = scores + mask
        y = scores.softmax(3).to(v.dtype) @ v
        return self.o(y.transpose(1, 2).reshape(x.shape))


class Block(nn.Module):
    def __init__(self, width, heads, ffn, cross, dropout=0.0):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.norm1 = nn.LayerNorm(width)
        self.self_ = Attention(width, heads)
        if cross:
            self.norm2 = nn.LayerNorm(width)
            self.cross = Attention(width, heads)
        self.norm3 = nn.LayerNorm(width)
        self.up = nn.Linear(width, ffn, bias=False)
        self.down = nn.Linear(ffn, width, bias=False)

    def forward(self, x, memory=None, memory_mask=None, mask=None):
        h = self.norm1(x)
        x = x + self.dropout(self.self_(h, h, mask))
        if memory is not None:
            x = x + self.dropout(self.cross(self.norm2(x), memory, memory_mask))
        return x + self.dropout(self.down(F.gelu(self.up(self.norm3(x)))))


class TrackModel(nn.Module):
    def __init__(self, shape: Shape, dropout=0.0):
        super().__init__()
        self.shape = shape
        d, h = shape.width, shape.heads
        self.cond = nn.Embedding(len(shape.conditions), d)
        self.enc_emb = nn.ModuleDict({
            role: nn.ModuleList(nn.Embedding(n + 1, d) for n in books)
            for role, books in shape.inputs.items()})
        self.beat, self.bar, self.to_end = (nn.Embedding(32, d) for _ in range(3))
        self.enc = nn.ModuleList(
            Block(d, h, shape.encoder_ffn, False, dropout) for _ in range(shape.encoder_layers))
        self.enc_norm = nn.LayerNorm(d)
        self.dec_emb = nn.ModuleList(nn.Embedding(n + 1, d) for n in shape.books)
        self.dec = nn.ModuleList(
            Block(d, h, shape.decoder_ffn, True, dropout) for _ in range(shape.decoder_layers))
        self.dec_norm = nn.LayerNorm(d)
        self.head = nn.ModuleList(nn.Linear(d, n, bias=False) for n in shape.books)
        # rows for the parts of codes (parts.py): of codes heard, fed and written
        self.parts = nn.ParameterDict({k: torch.zeros(len(parts.names()), d) for k in ("enc", "dec", "head")})
        for role, books in [*shape.inputs.items(), ("", shape.books)]:
            self.register_buffer(f"made_of_{role}", parts.matrix(role or shape.role, tuple(books)), persistent=False)
        for m in self.modules():
            if isinstance(m, nn.Embedding):
                nn.init.normal_(m.weight, std=0.1)
            elif isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, std=0.6 / math.sqrt(m.in_features))
        for block in [*self.enc, *self.dec]:
            for out in [block.self_.o, block.down] + ([block.cross.o] if hasattr(block, "cross") else []):
                nn.init.zeros_(out.weight)

    def tables(self):
        """The rows of all codes with their parts: {role: [K tensors]} heard, [K] fed, [K] written."""
        def add(kind, role, books):
            whole = getattr(self, f"made_of_{role}") @ self.parts[kind]
            return whole.split([n + 1 for n in books])

        with torch.autocast("cpu", enabled=False):
            heard = {role: [t.weight + p for t, p in zip(tables, add("enc", role, self.shape.inputs[role]))]
                     for role, tables in self.enc_emb.items()}
            books = self.shape.books
            fed = [t.weight + p for t, p in zip(self.dec_emb, add("dec", "", books))]
            written = [t.weight + p[:-1] for t, p in zip(self.head, add("head", "", books))]
        return heard, fed, written

    def encode(self, codes, beat, bar, to_end, rows, weights, heard):
        """codes {role: [B, K, T]}, beat/bar/to_end [B, T], rows/weights [B, C]
        -> encoder output [B, T, D] and condition vectors [B, C, D]."""
        cond = self.cond(rows) * weights[..., None]
        x = self.beat(beat) + self.bar(bar) + self.to_end(to_end) + cond.sum(1, keepdim=True)
        for role, tables in heard.items():
            for k, table in enumerate(tables):
                x = x + F.embedding(codes[role][:, k], table)
        x = x + sinusoid(x.shape[1], x.shape[2], x.device)
        for block in self.enc:
            x = block(x)
        return self.enc_norm(x), cond

    def decode(self, inputs, encoded, cond, weights, fed, written):
        """inputs [B, K, S] (column s - 1 of the delayed codes) -> list of K logits [B, S, N_k]."""
        b, _, s = inputs.shape
        t = encoded.shape[1]
        x = sum(F.embedding(inputs[:, k], table) for k, table in enumerate(fed))
        x = x + sinusoid(s, x.shape[2], x.device)
        x = x + F.pad(encoded, (0, 0, 0, s - t))
        memory = torch.cat([cond, encoded], 1)
        mask = torch.zeros(b, 1, 1, memory.shape[1], dtype=torch.bfloat16)
        mask[:, 0, 0, :cond.shape[1]].masked_fill_(weights <= 0, -torch.inf)
        causal = torch.full((s, s), -torch.inf, dtype=torch.bfloat16).triu(1)
        for block in self.dec:
            x = block(x, memory, mask, causal)
        x = self.dec_norm(x)
        return [F.linear(x, head) for head in written]

    def delay(self, codes):
        """[B, K, T] -> columns [B, K, S], special where a book has no frame."""
        b, k, t = codes.shape
        s = t + max(self.shape.delays)
        out = torch.empty(b, k, s, dtype=codes.dtype)
        for i, (n, d) in enumerate(zip(self.shape.books, self.shape.delays)):
            out[:, i] = n
            out[:, i, d:d + t] = codes[:, i]
        return out

    def forward(self, batch):
        """Per-code losses [B, K, T] in nats: -log p of each true code."""
        heard, fed, written = self.tables()
        encoded, cond = self.encode(batch["context"], batch["beat"], batch["bar"],
                                    batch["to_end"], batch["rows"], batch["weights"], heard)
        target = batch["target"]
        columns = self.delay(batch["fed"])
        first = torch.tensor(self.shape.books).view(1, -1, 1).expand(len(target), -1, 1)
        inputs = torch.cat([first, columns[:, :, :-1]], 2)
        logits = self.decode(inputs, encoded, cond, batch["weights"], fed, written)
        t = target.shape[2]
        return torch.stack([
            F.cross_entropy(l[:, d:d + t].float().transpose(1, 2), target[:, k], reduction="none")
            for k, (l, d) in enumerate(zip(logits, self.shape.delays))], 1)
