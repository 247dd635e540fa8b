from django.urls import path

from marketplace.belongings import views

urlpatterns = [
    path("", views.belongings, name="belongings"),
    path("code/", views.send_code, name="send_code"),
    path("prove/", views.prove, name="prove"),
    path("export/", views.ask_for_export, name="ask_for_export"),
    path("export/<uuid:key>.zip", views.take_export, name="take_export"),
    path("close/", views.close_account, name="close_account"),
]
