from django.urls import path

from datasets.library import api, views
from datasets.library.api import exports, grants, sealed

urlpatterns = [
    path("", views.datasets, name="datasets"),
    path("for-need/<slug:slug>/", views.datasets_of_need, name="datasets_of_need"),
    path("grants/", views.grants, name="grants"),
    path("grants/<int:key>/", views.answer_grant, name="answer_grant"),
    path("<slug:slug>/", views.dataset, name="dataset"),
    path("<slug:slug>/sealed.parquet", sealed.PullInputs.as_view(), name="pull_sealed_inputs"),
    path("<slug:slug>/ask/", views.ask_for_grant, name="ask_for_grant"),
    path("<slug:slug>/<int:number>/labels.parquet", api.PullLabels.as_view(), name="pull_labels"),
    path("<slug:slug>/<int:number>/media/<str:name>", api.PullMedium.as_view(), name="pull_medium"),
    path("<slug:slug>/<int:number>/<str:name>.parquet", api.PullTable.as_view(), name="pull"),
    path("<slug:slug>/<int:number>/<str:name>.csv", api.PullCsv.as_view(), name="pull_csv"),
    path(
        "<slug:slug>/<int:number>/exports/<str:shape>/",
        exports.PullExport.as_view(),
        name="pull_export",
    ),
    path("<slug:slug>/<int:number>/original/", api.PullOriginal.as_view(), name="pull_original"),
]

api_urlpatterns = [
    path("datasets/", api.Datasets.as_view(), name="api_datasets"),
    path("datasets/<slug:slug>/<int:number>/rows/", api.TableRows.as_view(), name="api_rows"),
    path("grants/", grants.Grants.as_view(), name="api_grants"),
    path("grants/<int:pk>/", grants.OneGrant.as_view(), name="api_grant"),
    path("datasets/<slug:slug>/", api.OneDataset.as_view(), name="api_dataset"),
]
