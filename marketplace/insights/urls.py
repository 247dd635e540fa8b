from django.urls import path

from marketplace.insights import api, views

urlpatterns = [
    path("", views.insights, name="insights"),
    path("zones/", views.zones, name="zones"),
    path("rules/<slug:slug>/", views.evidence, name="evidence"),
    path("rules/<slug:slug>.csv", views.evidence_table, name="evidence_table"),
    path("<slug:part>.csv", views.table, name="insights_table"),
]

api_urlpatterns = [
    path("insights/", api.InsightsOfAll.as_view(), name="api_insights"),
    path("insights/zones/", api.ZonesOfAll.as_view(), name="api_zones"),
    path("insights/rules/<slug:slug>/", api.EvidenceOfRule.as_view(), name="api_evidence"),
]
