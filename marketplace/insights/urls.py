from django.urls import path

from marketplace.insights import api, views

urlpatterns = [
    path("", views.insights, name="insights"),
    path("<slug:part>.csv", views.table, name="insights_table"),
]

api_urlpatterns = [path("insights/", api.InsightsOfAll.as_view(), name="api_insights")]
