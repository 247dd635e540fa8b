from django.urls import path

from demand.operations import views

urlpatterns = [
    path("register/", views.register_operation, name="register_operation"),
    path("standing/", views.standing, name="standing"),
    path("vouchings/", views.ask_to_vouch, name="ask_to_vouch"),
    path("vouchings/<int:vouching_id>/", views.answer_vouching, name="answer_vouching"),
    path("twins/<int:twins_id>/", views.answer_proposal, name="answer_proposal"),
    path("cooperatives/", views.cooperatives, name="cooperatives"),
    path("cooperatives/<int:operation_id>/", views.recognise, name="recognise"),
    path(
        "cooperatives/<int:operation_id>/revoke/",
        views.revoke_recognition,
        name="revoke_recognition",
    ),
]
