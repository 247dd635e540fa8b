from django.urls import path

from demand.merging import api, views

urlpatterns = [
    path("merges/<int:merge_id>/", views.decide_merge, name="decide_merge"),
    path("<slug:slug>/merges/", views.merges, name="merges"),
    path("<slug:slug>/move/", views.decide_move, name="decide_move"),
]

api_urlpatterns = [
    path("needs/<slug:slug>/merges/", api.Merges.as_view(), name="api_merges"),
    path("needs/<slug:slug>/move/", api.OwnMove.as_view(), name="api_move"),
    path("merges/<int:merge_id>/", api.OneMerge.as_view(), name="api_merge"),
]
