from django.urls import path

from datasets.intake import api, views
from datasets.intake.api import transfers

urlpatterns = [
    path("share/", views.share_dataset, name="share_dataset"),
    path("<slug:slug>/share/", views.share_version, name="share_version"),
    path("<slug:slug>/<int:number>/steps/", views.upload_steps, name="upload_steps"),
    path("<slug:slug>/<int:number>/reading/", views.correct_reading, name="correct_reading"),
    path("<slug:slug>/<int:number>/retry/", views.retry_upload, name="retry_upload"),
]

api_urlpatterns = [
    path("transfers/", transfers.Transfers.as_view(), name="api_transfers"),
    path("transfers/<uuid:token>/", transfers.OneTransfer.as_view(), name="api_transfer"),
    path("datasets/share/", api.Share.as_view(), name="api_share"),
    path(
        "datasets/<slug:slug>/<int:number>/steps/",
        api.UploadSteps.as_view(),
        name="api_upload_steps",
    ),
]
