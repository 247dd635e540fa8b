"""Sending a large file in pieces by tus 1.0: any client that speaks it can go on after a break."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.intake import reads
from datasets.intake.actions import transfers
from datasets.intake.arithmetic import tus
from datasets.intake.models import Transfer
from marketplace.accounts.actions import NoOrganisation
from marketplace.accounts.reads import acting_organisation, person
from marketplace.pages.errors import Refused

# What HTTP has no word for, the protocol numbers itself.
CHECKSUM_MISMATCH = 460
STATUSES: dict[type[Exception], int] = {
    transfers.SomebodyIsWriting: 423,
    transfers.OffsetDiffers: 409,
    transfers.PieceIsTooLong: 413,
    transfers.ChecksumDiffers: CHECKSUM_MISMATCH,
    transfers.AlreadyShared: 409,
}


class WrongVersion(APIException):
    status_code = 412
    default_code = "wrong_version"
    default_detail = _("Say that you speak tus 1.0.0.")


class WrongHeader(APIException):
    status_code = 400
    default_code = "wrong_header"
    default_detail = _("A header of tus is missing or cannot be read.")


class WrongContent(APIException):
    status_code = 415
    default_code = "wrong_content"
    default_detail = _("A piece of a file is application/offset+octet-stream.")


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("This file is too large.")


class Gone(APIException):
    status_code = 410
    default_code = "gone"
    default_detail = _("It waited too long and was thrown away: send it anew.")


class TusView(APIView):
    """What all requests of the protocol share: its version, its errors."""

    permission_classes = (IsAuthenticated,)
    parser_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != tus.VERSION:
            raise WrongVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Tus-Resumable"] = final["Tus-Version"] = tus.VERSION
        return final

    @extend_schema(exclude=True)
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Tell what is spoken here."""
        return Response(
            status=204,
            headers={
                "Tus-Extension": tus.EXTENSIONS,
                "Tus-Max-Size": str(settings.TRANSFER_MAX_BYTES),
                "Tus-Checksum-Algorithm": ",".join(tus.DIGESTS),
            },
        )


class Transfers(TusView):
    """Announce a file that will come in pieces (tus 1.0, creation)."""

    @extend_schema(operation_id="begin_transfer", request=None, responses={201: None})
    def post(self, request: Request) -> Response:
        """Say how long it is (`Upload-Length`); answers where its pieces go (`Location`)."""
        organisation = acting_organisation(request)
        if organisation is None:
            raise Refused(NoOrganisation, status_code=403)
        length = _read(tus.whole, request, "Upload-Length")
        said = _read(tus.metadata, request, "Upload-Metadata")
        if length > settings.TRANSFER_MAX_BYTES:
            raise TooLarge
        transfer = transfers.begin_transfer(
            organisation=organisation,
            by=person(request),
            now=timezone.now(),
            length=length,
            name=said.get("filename", said.get("name", "")),
        )
        place = request.build_absolute_uri(reverse("api_transfer", args=[transfer.token]))
        return Response(status=201, headers={"Location": place, **_until(transfer)})


class OneTransfer(TusView):
    """A file of yours on its way (tus 1.0)."""

    @extend_schema(operation_id="transfer_offset", responses={200: None})
    def head(self, request: Request, token: UUID) -> Response:
        """Read how far it is (`Upload-Offset`)."""
        transfer = _own(request, token)
        headers = {"Upload-Offset": str(transfer.offset), "Upload-Length": str(transfer.length)}
        return Response(headers=headers | _until(transfer) | {"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="append_to_transfer",
        request={tus.CONTENT_TYPE: bytes},
        responses={204: None},
    )
    def patch(self, request: Request, token: UUID) -> Response:
        """Send the next piece, which begins at `Upload-Offset`."""
        if request.content_type != tus.CONTENT_TYPE:
            raise WrongContent
        transfer = _own(request, token)
        end = _refusing(
            transfers.append,
            transfer=transfer,
            now=timezone.now(),
            offset=_read(tus.whole, request, "Upload-Offset"),
            body=request.stream or request,
            length=_read(tus.whole, request, "Content-Length"),
            checksum=_read(tus.checksum, request, "Upload-Checksum"),
        )
        return Response(status=204, headers={"Upload-Offset": str(end), **_until(transfer)})

    @extend_schema(operation_id="give_up_transfer", responses={204: None})
    def delete(self, request: Request, token: UUID) -> Response:
        """Give it up (termination)."""
        _refusing(transfers.give_up, transfer=_own(request, token))
        return Response(status=204)


def _own(request: Request, token: UUID) -> Transfer:
    """Find a transfer of whoever asks. Raises: Http404, Gone."""
    transfer = reads.transfers(person(request)).filter(token=token).first()
    if transfer is None:
        raise Http404
    if transfer.expires_at < timezone.now() or not transfer.path.exists():
        raise Gone
    return transfer


def _read[Value](reader: Callable[[str], Value], request: Request, name: str) -> Value:
    """Read a header. Raises: WrongHeader."""
    try:
        return reader(request.headers.get(name, ""))
    except tus.Unreadable:
        raise WrongHeader from None


def _refusing[**Words, Value](
    action: Callable[Words, Value], *_none: Words.args, **words: Words.kwargs
) -> Value:
    """Do an action, and say its refusal as the protocol does."""
    try:
        return action(*_none, **words)
    except tuple(STATUSES) as refusal:
        raise Refused(refusal, status_code=STATUSES[type(refusal)]) from None


def _until(transfer: Transfer) -> dict[str, str]:
    expires_at: datetime = transfer.expires_at
    return {"Upload-Expires": http_date(expires_at.timestamp())}
