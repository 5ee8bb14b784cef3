"""The key pair with which this Vietnam Post signs. The shop only ever has the public half."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.outside.settings import Settings

_NAME = "vnpost_webhook.pem"


def signing_key(settings: Settings) -> rsa.RSAPrivateKey:
    """The key of the settings, else the one in the state directory, made if there is none."""
    if settings.vnpost_private_key:
        return _loaded(settings.vnpost_private_key.encode())
    path = settings.state_dir / _NAME if settings.state_dir else None
    if path and path.exists():
        return _loaded(path.read_bytes())
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if path:
        _keep(path, key)
    return key


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """What goes into ``VNPOST_WEBHOOK_PUBLIC_KEY``."""
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode(
        "ascii"
    )


def _loaded(pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the key of Vietnam Post is not an RSA key")
    return key


def _keep(path: Path, key: rsa.RSAPrivateKey) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
