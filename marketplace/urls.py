"""Every address: the pages by room, then what programs ask."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from datasets.consent import urls as consent
from datasets.intake import urls as intake
from datasets.library import urls as library
from datasets.measures import urls as measures
from demand.answers import urls as answers
from demand.details import urls as details
from demand.mandates import urls as mandates
from demand.meetings import urls as meetings
from demand.merging import urls as merging
from demand.talk import urls as talk
from demand.upkeep import urls as upkeep
from marketplace import views
from marketplace.accounts.urls import sign_in_urlpatterns
from marketplace.accounts.views import set_language, sign_in_by_slip
from marketplace.developers import urls as developers
from marketplace.insights import urls as insights
from marketplace.offers import urls as offers
from marketplace.opportunities import urls as opportunities
from marketplace.pages.views import gallery

api = [
    *answers.api_urlpatterns,
    *details.api_urlpatterns,
    *talk.api_urlpatterns,
    *merging.api_urlpatterns,
    *upkeep.api_urlpatterns,
    *meetings.api_urlpatterns,
    *intake.api_urlpatterns,
    *consent.api_urlpatterns,
    *measures.api_urlpatterns,
    *library.api_urlpatterns,
    *developers.api_urlpatterns,
    *opportunities.api_urlpatterns,
    *offers.api_urlpatterns,
    *insights.api_urlpatterns,
]

urlpatterns = [
    path("", views.home, name="home"),
    # The board last: to it "news", "waiting" or "papers" would be the name of a need.
    path("", include(details)),
    path("needs/", include(talk)),
    path("needs/", include(upkeep)),
    path("needs/", include(merging)),
    path("needs/", include(meetings)),
    path("needs/", include(answers)),
    path("mandates/", include(mandates)),
    path("operations/", include("demand.operations.urls")),
    # Sharing first: to the library "share" would be the name of a data set.
    path("datasets/", include(intake)),
    path("datasets/", include(consent)),
    path("datasets/", include(measures)),
    path("datasets/", include(library)),
    path("developers/", include(developers)),
    path("opportunities/", include(opportunities)),
    path("offers/", include(offers)),
    path("insights/", include(insights)),
    path("me/", include("marketplace.accounts.urls")),
    path("me/belongings/", include("marketplace.belongings.urls")),
    path("accounts/", include(sign_in_urlpatterns)),
    # Short: it stands in a QR code, which then has larger dots.
    path("s/<slug:code>/", sign_in_by_slip, name="sign_in_by_slip"),
    path("language/", set_language, name="set_language"),
    path("gallery/", gallery, name="gallery"),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", views.api_guide, name="api_guide"),
    path("healthz", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
    path("llms.txt", views.for_language_models, name="llms"),
]

handler400 = "marketplace.pages.errors.bad_request"
