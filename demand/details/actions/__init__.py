"""What a need's poster says more exactly, shows, and says anew."""

from demand.details.actions.describing import Description, describe, name_entry
from demand.details.actions.editing import PricesAreFixed, edit_need
from demand.details.actions.photos import (
    NoSuchPhoto,
    PhotoIsTooLarge,
    TooManyPhotos,
    add_photo,
    remove_photo,
)

__all__ = [
    "Description",
    "NoSuchPhoto",
    "PhotoIsTooLarge",
    "PricesAreFixed",
    "TooManyPhotos",
    "add_photo",
    "describe",
    "edit_need",
    "name_entry",
    "remove_photo",
]
