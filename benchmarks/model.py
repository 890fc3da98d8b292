"""A model of the size of Detoxify's «original» (BERT base, 110 million weights), with weights at random.

What it says means nothing; what it costs is what the real one costs, and the real one cannot be fetched everywhere.
"""

import hashlib
from pathlib import Path

from workers.checks.detector import ModelFiles, stay_offline

LABELS = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
VOCABULARY = 30_522


def write_model(folder: Path) -> ModelFiles:
    """Write checkpoint, config and tokenizer below `folder` (440 MB)."""
    stay_offline()
    import torch
    import transformers

    torch.set_num_threads(1)
    config_folder = folder / "config"
    config_folder.mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,!?'"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    words += [f"word{number}" for number in range(VOCABULARY - len(words))]
    (config_folder / "vocab.txt").write_text("\n".join(words) + "\n")
    transformers.BertTokenizer(vocab=str(config_folder / "vocab.txt")).save_pretrained(config_folder)
    config = transformers.BertConfig(vocab_size=VOCABULARY, num_labels=len(LABELS))
    config.save_pretrained(config_folder)
    arch = {
        "model_type": str(config_folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
        "num_classes": len(LABELS),
    }
    checkpoint = folder / "random.ckpt"
    torch.save(
        {
            "config": {"dataset": {"args": {"classes": LABELS}}, "arch": {"args": arch}},
            "state_dict": transformers.BertForSequenceClassification(config).state_dict(),
        },
        checkpoint,
    )
    return ModelFiles(checkpoint, hashlib.sha256(checkpoint.read_bytes()).hexdigest(), config_folder)
