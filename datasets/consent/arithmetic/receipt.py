"""A consent receipt as programs read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SCHEMA = "ISO/IEC TS 27560:2023"
KANTARA = "KI-CR-v1.1.0"
# How it was collected, in words that a reader abroad understands.
METHODS = {
    "SELF": "web form, ticked by the contributor",
    "MANDATE": "recorded by the holder of a mandate",
    "MINUTES": "recorded from the minutes of a meeting",
    "PAPER": "recorded from a signed sheet",
}
HELD_IN = "JP"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to. Addresses are absolute; moments bear their zone.

    `contributor` names them by number alone: who it is both sides know.
    """

    key: str
    contributor: str
    controller: str
    dataset: str
    dataset_url: str
    receipt_url: str
    withdraw_url: str
    language: str
    text: str
    text_sha256: str
    terms_sha256: str
    purposes: Sequence[tuple[str, str]]
    hand: str
    evidence: str
    agreed_at: datetime
    withdrawn_at: datetime | None
    third_parties: bool


def as_document(agreed: Agreed) -> dict[str, Any]:
    """Write a receipt down, under the names of the standard and of its older sibling.

    Source: ISO/IEC TS 27560:2023 (consent records and receipts: header, processing,
    parties, events); Kantara Initiative, Consent Receipt Specification 1.1.
    """
    return {
        "schema_version": SCHEMA,
        "record_id": agreed.key,
        "pii_principal_id": agreed.contributor,
        "pii_processing": {
            "privacy_notice": agreed.dataset_url + "#terms",
            "language": agreed.language,
            "purposes": [_purpose(agreed, code, words) for code, words in agreed.purposes],
        },
        "party_identification": [
            {
                "party_id": agreed.controller,
                "party_name": agreed.controller,
                "party_role": "pii_controller",
                "party_url": agreed.dataset_url,
            }
        ],
        "events": _events(agreed),
        "consent_text": {
            "language": agreed.language,
            "text": agreed.text,
            "sha256": agreed.text_sha256,
            "terms_sha256": agreed.terms_sha256,
        },
        **_as_kantara(agreed),
    }


def _purpose(agreed: Agreed, code: str, words: str) -> dict[str, Any]:
    return {
        "purpose": words,
        "purpose_type": code,
        "lawful_basis": "consent",
        "pii_information": [{"pii_type": "contributed rows or files", "dataset": agreed.dataset}],
        "pii_controllers": [agreed.controller],
        "collection_method": METHODS[agreed.hand],
        "storage_locations": [HELD_IN],
        "recipient_third_parties": agreed.third_parties,
        "withdrawal_method": agreed.withdraw_url,
        "retention_period": "until withdrawn",
    }


def _events(agreed: Agreed) -> list[dict[str, Any]]:
    """List what happened, in order: given, and taken back where that is so."""
    given = {
        "event_type": "explicit",
        "event_state": "consent given",
        "event_time": agreed.agreed_at.isoformat(),
        "entity_id": agreed.contributor,
        "method": METHODS[agreed.hand],
        "evidence": agreed.evidence,
    }
    if agreed.withdrawn_at is None:
        return [given]
    taken_back = {
        "event_type": "explicit",
        "event_state": "consent withdrawn",
        "event_time": agreed.withdrawn_at.isoformat(),
        "entity_id": agreed.contributor,
    }
    return [given, taken_back]


def _as_kantara(agreed: Agreed) -> dict[str, Any]:
    return {
        "version": KANTARA,
        "jurisdiction": HELD_IN,
        "consentTimestamp": int(agreed.agreed_at.timestamp()),
        "collectionMethod": METHODS[agreed.hand],
        "consentReceiptID": agreed.key,
        "language": agreed.language,
        "piiPrincipalId": agreed.contributor,
        "piiControllers": [
            {"piiController": agreed.controller, "piiControllerUrl": agreed.dataset_url}
        ],
        "policyUrl": agreed.dataset_url + "#terms",
        "services": [
            {
                "service": agreed.dataset,
                "purposes": [
                    {
                        "purpose": words,
                        "purposeCategory": [code],
                        "consentType": "EXPLICIT",
                        "piiCategory": ["contributed rows or files"],
                        "primaryPurpose": code == "SHARE",
                        "termination": agreed.withdraw_url,
                        "thirdPartyDisclosure": agreed.third_parties,
                    }
                    for code, words in agreed.purposes
                ],
            }
        ],
        "sensitive": False,
        "spiCat": [],
    }
