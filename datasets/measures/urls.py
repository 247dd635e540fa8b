from django.urls import path

from datasets.measures import api, views

urlpatterns = [path("<slug:slug>/statistics/", views.statistics, name="statistics")]

api_urlpatterns = [
    path(
        "datasets/<slug:slug>/statistics/",
        api.DatasetStatistics.as_view(),
        name="api_statistics",
    ),
]
