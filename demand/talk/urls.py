from django.urls import path

from demand.talk import api, views

urlpatterns = [
    path("news/", views.news, name="own_news"),
    path("letters/", views.letters, name="letters"),
    path("letters/<str:token>/stop/", views.stop_letters, name="stop_letters"),
    path("moderation/", views.queue, name="moderation"),
    path("moderation/log/", views.log, name="moderation_log"),
    path("moderation/<int:ruling_id>/appeal/", views.appeal, name="appeal"),
    path("<slug:slug>/say/<slug:kind>/", views.say, name="say"),
    path("<slug:slug>/follow/", views.follow, name="follow"),
    path("<slug:slug>/report/", views.report, name="report_need"),
    path("<slug:slug>/remarks/<int:remark_id>/reply/", views.reply, name="reply"),
    path("<slug:slug>/remarks/<int:remark_id>/shortfall/", views.shortfall, name="shortfall"),
    path("<slug:slug>/remarks/<int:remark_id>/report/", views.report, name="report_remark"),
]

api_urlpatterns = [
    path("needs/<slug:slug>/remarks/", api.Remarks.as_view(), name="api_remarks"),
    path("needs/<slug:slug>/follow/", api.Following.as_view(), name="api_follow"),
    path("needs/<slug:slug>/reports/", api.NeedReports.as_view(), name="api_need_reports"),
    path("remarks/<int:remark_id>/reports/", api.RemarkReports.as_view(), name="api_reports"),
    path("remarks/<int:remark_id>/shortfall/", api.Shortfall.as_view(), name="api_shortfall"),
    path("me/news/", api.OwnNews.as_view(), name="api_news"),
    path("me/rulings/", api.OwnRulings.as_view(), name="api_own_rulings"),
    path("moderation/queue/", api.Queue.as_view(), name="api_queue"),
    path("moderation/rulings/", api.Rulings.as_view(), name="api_rulings"),
    path("moderation/rulings/<int:ruling_id>/appeal/", api.Appeal.as_view(), name="api_appeal"),
    path("moderation/authors/unblock/", api.Unblocking.as_view(), name="api_unblock"),
]
