from django.urls import path

from datasets.measures import api, views

urlpatterns = [
    path("<slug:slug>/statistics/", views.statistics, name="statistics"),
    path("<slug:slug>/beside/", views.beside, name="beside"),
    path("<slug:slug>/enough/", views.enough, name="enough"),
    path("<slug:slug>/<int:number>/croissant.json", api.Croissant.as_view(), name="croissant"),
    path(
        "<slug:slug>/<int:number>/datapackage.json", api.DataPackage.as_view(), name="datapackage"
    ),
]

api_urlpatterns = [
    path(
        "datasets/<slug:slug>/statistics/",
        api.DatasetStatistics.as_view(),
        name="api_statistics",
    ),
    path(
        "datasets/<slug:slug>/sufficiency/",
        api.DatasetSufficiency.as_view(),
        name="api_sufficiency",
    ),
]
