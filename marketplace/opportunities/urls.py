from django.urls import path

from marketplace.opportunities import api, views

urlpatterns = [
    path("", views.opportunities, name="opportunities"),
    # Before the slugs: to a page it would be the name of a need.
    path("track-record/", views.track_record, name="track_record"),
    path("feasibility/<str:task>/", views.task_feasibility, name="task_feasibility"),
    path("<slug:slug>/feasibility/", views.feasibility, name="feasibility"),
    path("<slug:slug>/together/", views.together, name="together"),
    path("<slug:slug>/outcomes/<slug:developer>/", views.outcome, name="outcome"),
    path("<slug:slug>/builders/", views.builders, name="builders"),
    path("<slug:slug>/", views.opportunity, name="opportunity"),
]

api_urlpatterns = [
    path("opportunities/", api.Opportunities.as_view(), name="api_opportunities"),
    path("opportunities/facets/", api.Facets.as_view(), name="api_opportunity_facets"),
    path("opportunities/track-record/", api.OneTrackRecord.as_view(), name="api_track_record"),
    path(
        "opportunities/feasibility/<str:task>/",
        api.TaskFeasibility.as_view(),
        name="api_task_feasibility",
    ),
    path(
        "opportunities/<slug:slug>/feasibility/",
        api.NeedFeasibility.as_view(),
        name="api_feasibility",
    ),
    path(
        "opportunities/<slug:slug>/outcomes/<slug:developer>/",
        api.OwnOutcome.as_view(),
        name="api_outcome",
    ),
    path("opportunities/<slug:slug>/together/", api.ServedTogether.as_view(), name="api_together"),
    path("opportunities/<slug:slug>/", api.OneOpportunity.as_view(), name="api_opportunity"),
]
