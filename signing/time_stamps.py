"""Time stamps of an authority outside the house (RFC 3161): that a text existed, at the latest, at a certain time."""

import hashlib
from datetime import datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from approval.errors import CountersignError
from signing.asking import Unanswered, post

# An answer with a long chain of certificates has a tenth of it.
MOST_ANSWER_BYTES = 100_000
_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_GRANTED = 0


class TimeStampUnavailable(CountersignError):
    """The authority gave no time stamp now; it can be asked again later."""


class TimeStampInvalid(CountersignError):
    """This is no time stamp of that text by an authority that is trusted."""


def stamp(url: str, data: bytes, timeout: float) -> bytes:
    """The authority's answer over the SHA-256 of `data`, as it has to be kept beside it.

    It was granted, it is over this data, and it was made for this question. Who signed it is another question: ask
    `verify_stamp`. TimeStampUnavailable or TimeStampInvalid, whose words say what to do.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
    try:
        answer = post(url, request.as_bytes(), headers, timeout, MOST_ANSWER_BYTES)
    except Unanswered as why:
        raise TimeStampUnavailable(
            f"The time-stamping authority at {url} does not answer ({why}). It will be asked again; see that the "
            "address is right."
        ) from None
    if answer.status != 200 or answer.content_type != "application/timestamp-reply":
        raise TimeStampUnavailable(
            f"What is at {url} does not answer like a time-stamping authority (HTTP {answer.status}, "
            f"{answer.content_type or 'of no kind'}). It will be asked again; see that the address is right."
        )
    granted = _granted(answer.content, data)
    if granted.tst_info.nonce != request.nonce:
        raise TimeStampInvalid(f"The authority at {url} gave an answer to another question: an old one, perhaps.")
    return answer.content


def verify_stamp(answer: bytes, data: bytes, roots: bytes) -> datetime:
    """When the authority saw `data`. TimeStampInvalid unless one of the roots (certificates in PEM) vouches for it.

    The certificates had to be valid at that time, not today.
    """
    try:
        trusted = x509.load_pem_x509_certificates(roots)
    except ValueError:
        raise TimeStampInvalid(
            "The certificates of the time-stamping authority cannot be read: they are to be in PEM, from its own pages."
        ) from None
    granted = _granted(answer, data)
    try:
        VerifierBuilder(roots=trusted).build().verify_message(granted, data)
    except (VerificationError, ValueError) as error:
        raise TimeStampInvalid(f"No authority that is trusted here vouches for this time stamp: {error}") from None
    return granted.tst_info.gen_time


def _granted(answer: bytes, data: bytes) -> TimeStampResponse:
    """The answer, if there is a time stamp in it which names the SHA-256 of this data; TimeStampInvalid if not."""
    try:
        response = decode_timestamp_response(answer)
        if response.status != _GRANTED:
            why = "; ".join(response.status_string) or f"status {response.status}"
            raise TimeStampInvalid(f"The time-stamping authority gave no time stamp ({why}).")
        imprint = response.tst_info.message_imprint
    except ValueError:
        raise TimeStampInvalid("This is no answer of a time-stamping authority.") from None
    if imprint.hash_algorithm != _SHA256 or imprint.message != hashlib.sha256(data).digest():
        raise TimeStampInvalid("The time stamp is over something else.")
    return response
