"""A passkey made of software: it answers what pages ask of browsers, as WebAuthn has it."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.reports.pages import get, one

ADD = "/admin/zweiter-faktor/passkey/einrichten/"
ALONE = "/admin/zweiter-faktor/passkey/anmelden/"
HOST = "testserver"
FLAG = AuthenticatorData.FLAG


def options_on(client: Client, page: str) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(one(get(client, page), "#passkey-options").text)
    return options


class SoftPasskey:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = ""

    def register(self, client: Client, name: str = "Laptop", **fields: str) -> Any:
        options = options_on(client, ADD)["creation_options"]["publicKey"]
        self.handle = options["user"]["id"]
        public: Any = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = self._data(FLAG.UP | FLAG.UV | FLAG.AT, credential)
        attestation = AttestationObject.create("none", data, {})
        answer = {"attestationObject": websafe_encode(attestation), "transports": ["internal"]}
        made = self._answer("webauthn.create", options["challenge"], answer)
        return client.post(ADD, {"name": name, "credential": json.dumps(made), **fields})

    def answer_to(self, options: dict[str, Any], *, verified: bool = True) -> str:
        """What a browser sends for these options; `verified`: the device has asked for a PIN."""
        data = self._data(FLAG.UP | FLAG.UV if verified else FLAG.UP)
        challenge = options["request_options"]["publicKey"]["challenge"]
        client_data = client_data_of("webauthn.get", challenge)
        signature = self.key.sign(data + client_data.hash, ec.ECDSA(SHA256()))
        answer = {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.handle,
        }
        return json.dumps(self._answer("webauthn.get", challenge, answer))

    def log_in_alone(self, client: Client, *, verified: bool = True, then: str = "/admin/") -> Any:
        options = client.get(ALONE, headers={"Accept": "application/json"}).json()
        return client.post(ALONE, {"credential": self.answer_to(options, verified=verified), "next": then})

    def _data(self, flags: Any, credential: Any = b"") -> AuthenticatorData:
        site = hashlib.sha256(HOST.encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(site, flags, 1, credential)
        return data

    def _answer(self, kind: str, challenge: str, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        client_data = websafe_encode(client_data_of(kind, challenge))
        response = {**response, "clientDataJSON": client_data}
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def client_data_of(kind: str, challenge: str) -> CollectedClientData:
    return CollectedClientData.create(kind, challenge, f"https://{HOST}")
