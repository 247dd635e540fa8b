from django.urls import path

from demand.upkeep import api, views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("<slug:slug>/still-wanted/", views.answer_for_need, name="answer_for_need"),
    path("<slug:slug>/still-meant/", views.answer_for_price, name="answer_for_price"),
]

api_urlpatterns = [
    path("me/waiting/", api.OwnWaiting.as_view(), name="api_waiting"),
    path("needs/<slug:slug>/still-wanted/", api.StillWanted.as_view(), name="api_still_wanted"),
    path("needs/<slug:slug>/still-meant/", api.StillMeant.as_view(), name="api_still_meant"),
]
