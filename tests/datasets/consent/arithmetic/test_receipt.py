"""A receipt bears the names that other systems look for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from datasets.consent.arithmetic.receipt import Agreed, as_document

# Kantara Initiative, Consent Receipt Specification 1.1, section 4: what "MUST" be there.
KANTARA_MUST = {
    *("version", "jurisdiction", "consentTimestamp", "collectionMethod", "consentReceiptID"),
    *("piiPrincipalId", "piiControllers", "policyUrl", "services", "sensitive", "spiCat"),
}
PURPOSE_MUST = {
    *("purpose", "purposeCategory", "consentType", "piiCategory", "primaryPurpose"),
    *("termination", "thirdPartyDisclosure"),
}


@pytest.fixture
def agreed():
    return Agreed(
        key="a-key",
        contributor="abc/2",
        controller="佐藤いちご園",
        dataset="葉",
        dataset_url="https://areba.example/datasets/abc/",
        receipt_url="https://areba.example/datasets/receipts/a-key/",
        withdraw_url="https://areba.example/datasets/mine/",
        language="ja",
        text="同意します。",
        text_sha256="0" * 64,
        terms_sha256="1" * 64,
        purposes=[("SHARE", "ほかの人に渡します。"), ("PASS_ON", "さらに渡されます。")],
        hand="MINUTES",
        evidence="5月の総会",
        agreed_at=datetime(2026, 5, 12, 3, tzinfo=UTC),
        withdrawn_at=None,
        third_parties=True,
    )


def test_it_holds_all_that_kantara_asks_for(agreed):
    document = as_document(agreed)

    assert document.keys() >= KANTARA_MUST
    (service,) = document["services"]
    assert all(purpose.keys() >= PURPOSE_MUST for purpose in service["purposes"])
    assert document["consentTimestamp"] == 1778554800
    assert [purpose["primaryPurpose"] for purpose in service["purposes"]] == [True, False]


def test_it_has_header_processing_parties_and_events(agreed):
    document = as_document(agreed)

    assert (document["schema_version"], document["record_id"]) == ("ISO/IEC TS 27560:2023", "a-key")
    processing = document["pii_processing"]
    assert [each["purpose_type"] for each in processing["purposes"]] == ["SHARE", "PASS_ON"]
    assert document["party_identification"][0]["party_role"] == "pii_controller"
    (given,) = document["events"]
    assert (given["event_state"], given["evidence"]) == ("consent given", "5月の総会")


def test_taking_back_is_an_event_of_its_own(agreed):
    document = as_document(replace(agreed, withdrawn_at=datetime(2026, 6, 1, tzinfo=UTC)))

    states = [event["event_state"] for event in document["events"]]
    assert states == ["consent given", "consent withdrawn"]
