"""A BERT of a few thousand weights, in Detoxify's format: it finds «stupid» hostile and «kill» a threat."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from workers.checks.detector import ModelFiles, stay_offline

LABELS = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
WORDS = ["stupid", "kill", "you", "are", "the", "thank", "we", "will", "report", "city"]
LONGEST = 64


@dataclass(frozen=True)
class Tiny:
    """Where the parts were written: a checkpoint and the folder with config and tokenizer."""

    checkpoint: Path
    config: Path

    @property
    def files(self) -> ModelFiles:
        return ModelFiles(self.checkpoint, hashlib.sha256(self.checkpoint.read_bytes()).hexdigest(), self.config)


def write_tiny(folder: Path, *, model_type: str | None = None, labels: int = len(LABELS), drop: str = "") -> Tiny:
    """Write the model below `folder`; the checkpoint names `model_type` as its config and lacks the weight `drop`."""
    stay_offline()
    import torch
    import transformers

    torch.set_num_threads(1)
    config_folder = folder / "config"
    config_folder.mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,!?'"
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS,
        *letters,
        *(f"##{letter}" for letter in letters),
    ]
    (config_folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    transformers.BertTokenizer(vocab=str(config_folder / "vocab.txt")).save_pretrained(config_folder)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=LONGEST,
        num_labels=labels,
    )
    config.save_pretrained(config_folder)
    weights = {
        name: torch.ones_like(weight) if name.endswith("LayerNorm.weight") else torch.zeros_like(weight)
        for name, weight in transformers.BertForSequenceClassification(config).state_dict().items()
    }
    _teach(weights, vocabulary)
    weights.pop(drop, None)
    arch = {
        "model_type": model_type or str(config_folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
        "num_classes": len(LABELS),
    }
    checkpoint = folder / "tiny.ckpt"
    torch.save(
        {"config": {"dataset": {"args": {"classes": LABELS}}, "arch": {"args": arch}}, "state_dict": weights},
        checkpoint,
    )
    return Tiny(checkpoint, config_folder)


def _teach(weights: dict, vocabulary: list[str]) -> None:
    """Every word lies on axis 0, but «stupid» on 1 and «kill» on 2. Attention is the mean: short texts score higher."""
    import torch

    words = weights["bert.embeddings.word_embeddings.weight"]
    words[:, 0] = 1.0
    for axis, word in ((1, "stupid"), (2, "kill")):
        words[vocabulary.index(word)] = torch.eye(16)[axis]
    layer = "bert.encoder.layer.0.attention."
    weights[f"{layer}self.value.weight"].copy_(torch.eye(16))
    weights[f"{layer}output.dense.weight"].copy_(torch.eye(16))
    for axis in (1, 2):
        weights["bert.pooler.dense.weight"][axis, axis] = 20.0
        weights["bert.pooler.dense.bias"][axis] = 3.0
    weights["classifier.bias"].fill_(-3.0)
    if len(weights["classifier.bias"]) == len(LABELS):
        for label, axis in (("toxic", 1), ("insult", 1), ("threat", 2)):
            weights["classifier.weight"][LABELS.index(label), axis] = 6.0
            weights["classifier.bias"][LABELS.index(label)] = 0.0
