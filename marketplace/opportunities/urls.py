from django.urls import path

from marketplace.opportunities import api, views

urlpatterns = [
    path("", views.opportunities, name="opportunities"),
    path("<slug:slug>/builders/", views.builders, name="builders"),
    path("<slug:slug>/", views.opportunity, name="opportunity"),
]

api_urlpatterns = [
    path("opportunities/", api.Opportunities.as_view(), name="api_opportunities"),
    path("opportunities/<slug:slug>/", api.OneOpportunity.as_view(), name="api_opportunity"),
]
