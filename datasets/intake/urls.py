from django.urls import path

from datasets.intake import api, views
from datasets.intake.api import coverage as coverage_api
from datasets.intake.api import sealing, transfers
from datasets.intake.views import collections, coverage

urlpatterns = [
    path("share/", views.share_dataset, name="share_dataset"),
    path("for-need/<slug:slug>/photos/", collections.collections, name="collections"),
    path("for-need/<slug:slug>/missing/", coverage.coverage, name="coverage"),
    path("<slug:slug>/photos/", collections.collection, name="collection"),
    path("<slug:slug>/photos/publish/", collections.publish, name="publish_collection"),
    path("<slug:slug>/photos/close/", collections.close, name="close_collection"),
    path("<slug:slug>/photos/<int:pk>/withdraw/", collections.withdraw, name="withdraw_photo"),
    path("<slug:slug>/seal/", views.seal_labels, name="seal_labels"),
    path("<slug:slug>/share/", views.share_version, name="share_version"),
    path("<slug:slug>/<int:number>/steps/", views.upload_steps, name="upload_steps"),
    path("<slug:slug>/<int:number>/reading/", views.correct_reading, name="correct_reading"),
    path("<slug:slug>/<int:number>/copy.csv", views.copy_csv, name="copy_csv"),
    path("<slug:slug>/<int:number>/copy.xlsx", views.copy_xlsx, name="copy_xlsx"),
    path("<slug:slug>/<int:number>/retry/", views.retry_upload, name="retry_upload"),
]

api_urlpatterns = [
    path("transfers/", transfers.Transfers.as_view(), name="api_transfers"),
    path("transfers/<uuid:token>/", transfers.OneTransfer.as_view(), name="api_transfer"),
    path(
        "needs/<slug:slug>/missing-data/",
        coverage_api.CoverageOfNeed.as_view(),
        name="api_coverage",
    ),
    path("datasets/<slug:slug>/seal/", sealing.Seal.as_view(), name="api_seal"),
    path("datasets/share/", api.Share.as_view(), name="api_share"),
    path(
        "datasets/<slug:slug>/<int:number>/steps/",
        api.UploadSteps.as_view(),
        name="api_upload_steps",
    ),
]
