"""The key pair with which this Vietnam Post signs. The shop only ever has the public half."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_NAME = "vnpost_webhook.pem"


def signing_key(directory: Path | None) -> rsa.RSAPrivateKey:
    """The key in ``directory``, made if there is none; without a directory a fresh one each time.

    Two processes that start at once agree on the key of the first one.
    """
    if directory is None:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = directory / _NAME
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        _keep(path, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} is not an RSA key")
    return key


def public_pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode(
        "ascii"
    )


def ensure_public_key(directory: Path) -> str:
    """What goes into ``VNPOST_WEBHOOK_PUBLIC_KEY``, also before the outside world itself was ever started."""
    return public_pem(signing_key(directory))


def _keep(path: Path, key: rsa.RSAPrivateKey) -> None:
    draft = path.with_suffix(f".{id(key):x}")
    draft.touch(mode=0o600)
    draft.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    try:
        # A hard link refuses to replace, so a whole key appears at once and the first one stays.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
