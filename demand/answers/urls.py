from django.urls import path

from demand.answers import api, views

urlpatterns = [
    path("", views.needs, name="needs"),
    path("new/", views.post_need, name="post_need"),
    path("new/check/", views.check_need, name="check_need"),
    path("new/<slug:step>/", views.post_need, name="post_need"),
    path("similar/", views.similar_needs, name="similar_needs"),
    path("mine/", views.own_answers, name="own_answers"),
    path("appeals/", views.appeals, name="appeals"),
    path("appeals/<int:appeal_id>/", views.decide_appeal, name="decide_appeal"),
    path("regulations/<slug:slug>/", views.regulation, name="regulation"),
    path("<slug:slug>/", views.need, name="need"),
    path("<slug:slug>/co-sign/", views.co_sign, name="co_sign"),
    path("<slug:slug>/co-sign/resume/", views.resume_co_sign, name="resume_co_sign"),
    path("<slug:slug>/appeal/", views.appeal, name="appeal"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
]

api_urlpatterns = [
    path("needs/", api.Needs.as_view(), name="api_needs"),
    path("needs/facets/", api.NeedFacets.as_view(), name="api_need_facets"),
    path("needs/<slug:slug>/", api.OneNeed.as_view(), name="api_need"),
    path("needs/<slug:slug>/co-signs/", api.OwnCoSign.as_view(), name="api_co_signs"),
]
