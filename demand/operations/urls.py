from django.urls import path

from demand.operations import views

urlpatterns = [path("register/", views.register_operation, name="register_operation")]
