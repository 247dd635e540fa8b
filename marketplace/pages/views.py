from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.pages.examples import example_pieces


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every shared component and picture with example values."""
    return render(request, "pages/gallery.html", example_pieces())
