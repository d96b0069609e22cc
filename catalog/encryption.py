"""Texts that a copy of the database alone does not give away, encrypted under a key that is stored nowhere (Fernet)."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


def encrypt(text: str, secret: str) -> str:
    return _cipher(secret).encrypt(text.encode()).decode()


def decrypt(encrypted: str, secret: str) -> str | None:
    """Returns the text; None where it was encrypted with another secret, or is no such text."""
    try:
        return _cipher(secret).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


def _cipher(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
