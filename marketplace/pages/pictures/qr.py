"""An address as a QR code, which a telephone reads off a sheet of paper."""

from django.utils.safestring import SafeString

from marketplace.pages.pictures.drawing import element


def qr_code(address: str, title: str) -> SafeString:
    """Draw a QR code that bears a fold or a stain (15 % of it may be unreadable)."""
    import segno

    code = segno.make(address, error="m", micro=False)
    rows = code.matrix_iter(border=2)
    runs = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = code.symbol_size(border=2)[0]
    return element(
        "svg",
        element("title", title) + element("path", d=runs),
        kind="qr",
        viewBox=f"0 0 {size} {size}",
        role="img",
    )
