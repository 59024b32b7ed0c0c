"""Alipay's certificate mode: the numbers that calls carry, the key of its answers, and the chain to the root.

Pure. The numbers follow Alipay's own rule: MD5 over the issuer's name and the serial number.
"""

import hashlib
from collections.abc import Mapping, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

NAMES = ("app_cert", "alipay_cert", "root_cert")
# Only RSA certificates count: Alipay's bundle of roots has others for national algorithms.
RSA_OIDS = "1.2.840.113549.1.1"
LONGEST_CHAIN = 5


class CertificateWrong(ValueError):
    """A certificate that is none, or that nothing in the bundle of roots vouches for."""


def certificates(text: str) -> list[x509.Certificate]:
    """The certificates of a PEM file, in their order. Raises CertificateWrong."""
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise CertificateWrong from error


def number_of(certificate: x509.Certificate) -> str:
    """Alipay's number of a certificate: 32 hexadecimal digits."""
    issuer = certificate.issuer.rfc4514_string()
    return hashlib.md5(f"{issuer}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()


def number_of_roots(roots: Sequence[x509.Certificate]) -> str:
    """Those of the RSA ones, with `_` between. Raises CertificateWrong where there is none."""
    numbers = [number_of(one) for one in roots if _is_rsa(one)]
    if not numbers:
        raise CertificateWrong
    return "_".join(numbers)


def key_of(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    """Its public key. Raises CertificateWrong."""
    key = certificate.public_key() if _is_rsa(certificate) else None
    if not isinstance(key, rsa.RSAPublicKey):
        raise CertificateWrong
    return key


def trusted(text: str, roots: Sequence[x509.Certificate]) -> x509.Certificate:
    """The first certificate of the file, vouched for by one of the roots; the others are its way there.

    Raises CertificateWrong.
    """
    first, *way = certificates(text)
    found, known = first, {one.fingerprint(hashes.SHA256()) for one in roots}
    for _ in range(LONGEST_CHAIN):
        issuer = next((one for one in [*roots, *way] if _issued(found, one)), None)
        if issuer is None:
            break
        if issuer.fingerprint(hashes.SHA256()) in known:
            return first
        found = issuer
    raise CertificateWrong


def of_account(values: Mapping[str, str]) -> dict[str, str]:
    """What every call carries in this mode; empty where plain keys were entered. Raises CertificateWrong."""
    if not values.get("app_cert"):
        return {}
    return {
        "app_cert_sn": number_of(certificates(values["app_cert"])[0]),
        "alipay_root_cert_sn": number_of_roots(certificates(values["root_cert"])),
    }


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    if not _is_rsa(by):
        return False
    try:
        certificate.verify_directly_issued_by(by)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _is_rsa(certificate: x509.Certificate) -> bool:
    return certificate.signature_algorithm_oid.dotted_string.startswith(RSA_OIDS)
