from django.urls import path

from datasets.consent import api, views

urlpatterns = [
    path("mine/", views.own_consents, name="own_consents"),
    path("receipts/<uuid:key>/", views.consent_receipt, name="consent_receipt"),
    path("receipts/<uuid:key>.json", views.receipt_as_json, name="receipt_as_json"),
    path("contributions/<int:pk>/withdraw/", views.withdraw, name="withdraw_contribution"),
    path("recalls/<int:pk>/deleted/", views.confirm_deleted, name="confirm_deleted"),
    path("<slug:slug>/contributors/", views.contributors, name="contributors"),
    path("<slug:slug>/contributors/<int:number>/", views.contributor, name="contributor"),
]

api_urlpatterns = [
    path("receipts/", api.Receipts.as_view(), name="api_receipts"),
    path("receipts/<uuid:key>/", api.OneReceipt.as_view(), name="api_receipt"),
    path("contributions/", api.Contributions.as_view(), name="api_contributions"),
    path("contributions/<int:pk>/withdraw/", api.Withdraw.as_view(), name="api_withdraw"),
    path("recalls/", api.Recalls.as_view(), name="api_recalls"),
    path("recalls/<int:pk>/deleted/", api.ConfirmDeleted.as_view(), name="api_confirm_deleted"),
]
