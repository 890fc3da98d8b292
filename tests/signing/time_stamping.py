"""A time-stamping authority for the tests: OpenSSL's, behind a real HTTP server, under certificates made for it."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
A_YEAR = timedelta(days=365)


@dataclass
class Authority:
    """The authority's folder. `replay` is an answer that it gives to every question; None for the right one."""

    folder: Path
    url: str = ""
    status: int = 200
    kind: str = "application/timestamp-reply"
    replay: bytes | None = None

    @property
    def roots(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, query: bytes) -> bytes:
        """What `openssl ts` says to a question."""
        (self.folder / "query").write_bytes(query)
        openssl("ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "query",
                "-out", self.folder / "reply")  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def answer_to(self, data: bytes, *options: str) -> bytes:
        """The same, to a question that `openssl ts` made too."""
        (self.folder / "data").write_bytes(data)
        openssl("ts", "-query", "-data", self.folder / "data", *options, "-out", self.folder / "asked")
        return self.answer((self.folder / "asked").read_bytes())


def openssl(*arguments: str | Path) -> None:
    program = shutil.which("openssl")
    assert program, "These tests need OpenSSL's command. Install it, for example with: apt-get install openssl"
    ended = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 0, ended.stderr


def make_authority(folder: Path, between: bool = False) -> Authority:
    """A root, a certificate under it for time stamps, perhaps with one in `between`, and OpenSSL's settings."""
    folder.mkdir(parents=True)
    root, middle, key = (generate_private_key(SECP256R1()) for _ in range(3))
    trusted = [_certificate("Root", root, "Root", root)]
    if between:
        trusted.append(_certificate("Between", middle, "Root", root))
    issuer, by = ("Between", middle) if between else ("Root", root)
    own = _certificate("Authority", key, issuer, by, is_authority=True)
    (folder / "root.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in trusted))
    (folder / "authority.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (folder / "authority.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    return Authority(folder)


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """The authority, behind a server on a free port until the block ends."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["content-length"]))
            asked = self.headers["content-type"] == "application/timestamp-query"
            content = authority.replay if authority.replay is not None else authority.answer(query)
            self.send_response(authority.status if asked else 415)
            self.send_header("content-type", authority.kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(
    name: str, key: EllipticCurvePrivateKey, issuer: str, by: EllipticCurvePrivateKey, is_authority: bool = False
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - A_YEAR)
        .not_valid_after(now + A_YEAR)
        .add_extension(x509.BasicConstraints(ca=not is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if is_authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(by, SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
