from django.urls import path

from marketplace.developers import api, views

urlpatterns = [
    path("", views.developers, name="developers"),
    path("register/", views.register_developer, name="register_developer"),
    path("<slug:slug>/", views.developer, name="developer"),
]

api_urlpatterns = [
    path("developers/", api.Developers.as_view(), name="api_developers"),
    path("developers/me/", api.OwnProfile.as_view(), name="api_own_profile"),
    path("developers/<slug:slug>/", api.OneDeveloper.as_view(), name="api_developer"),
]
