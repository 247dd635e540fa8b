from django.urls import path

from demand.details import api, views

urlpatterns = [
    path("needs/papers/<slug:slug>/", views.paper, name="paper"),
    path("needs/photos/<uuid:key>.jpg", views.photo, name="photo"),
    path("needs/photos/<uuid:key>/remove/", views.remove_photo, name="remove_photo"),
    path("needs/regulations/<slug:slug>/reply/", views.reply, name="regulation_reply"),
    path("needs/<slug:slug>/details/", views.describe, name="describe_need"),
    path("needs/<slug:slug>/photos/", views.add_photo, name="add_photo"),
    path("needs/<slug:slug>/edit/", views.edit, name="edit_need"),
    path("needs/<slug:slug>/history/", views.need_history, name="need_history"),
    path("operations/edit/", views.edit_own_operation, name="edit_operation"),
]

api_urlpatterns = [
    path("needs/<slug:slug>/details/", api.NeedDetails.as_view(), name="api_need_details"),
]
