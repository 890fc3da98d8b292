"""A document as an archive reads it: its marks, what is attached, its words."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from bundle_parts import SignerByHand
from factories import TestHouse

from approval.reading import Period
from approval.record.bundle.asked import Asked
from approval.record.bundle.making import Maker
from approval.record.report.writing import reporting


def bundle(house: TestHouse, folder: Path) -> SignerByHand:
    """A council's bundle of all there is, with its report."""
    signer = SignerByHand(house.store)
    signer.sign()
    asked = Asked(Period(), why="the council asked")
    Maker(house.store, signer.trusted(), lambda *_: None, 0.2, reporting(house.house, asked)).make(
        folder, asked, signer.seal
    )
    return signer


def words(path: Path) -> str:
    """All that it says, page after page."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        return "\n".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    finally:
        document.close()


def dense(text: str) -> str:
    """Without spaces, and without the marks that a reader of PDF puts where a line ends."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\x02]", "", text)


def attached(path: Path) -> dict[str, bytes]:
    with pikepdf.open(path) as pdf:
        return {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}


def unpack(data: bytes, to: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(to)


@dataclass(frozen=True)
class Marks:
    """What makes a file one for an archive, as far as its structure shows it."""

    part: str
    conformance: str
    accessible: str
    encrypted: bool
    intent: str
    profile: bytes
    tagged: bool
    language: str
    title: str
    relationship: str
    associated: int
    loose_fonts: list[str]
    actions: list[str]
    producer_dates: set[str]


def marks(path: Path) -> Marks:
    with pikepdf.open(path) as pdf:
        root, found = pdf.Root, dict[str, Any]()
        with pdf.open_metadata() as metadata:
            for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:title", "xmp:CreateDate"):
                found[name] = metadata.get(name)
        intent = root.OutputIntents[0]
        objects = [each for each in pdf.objects if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream))]
        return Marks(
            part=found["pdfaid:part"],
            conformance=found["pdfaid:conformance"],
            accessible=found["pdfuaid:part"],
            encrypted=pdf.is_encrypted,
            intent=str(intent.S),
            profile=intent.DestOutputProfile.read_bytes(),
            tagged=bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root,
            language=str(root.Lang),
            title=found["dc:title"],
            relationship=str(root.AF[0].AFRelationship),
            associated=len(root.AF),
            loose_fonts=[
                str(each.FontName)
                for each in objects
                if each.get("/Type") == "/FontDescriptor"
                and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys())
            ],
            actions=[
                str(each.S) for each in objects if each.get("/S") in ("/JavaScript", "/Launch", "/URI", "/SubmitForm")
            ],
            producer_dates={found["xmp:CreateDate"]},
        )
