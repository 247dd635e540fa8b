from django.urls import path

from demand.mandates import views

urlpatterns = [
    path("", views.mandates, name="mandates"),
    path("give/", views.give, name="give_mandate"),
    path("hold/", views.hold, name="hold_mandate"),
    path("<int:mandate_id>/accept/", views.accept, name="accept_mandate"),
    path("<int:mandate_id>/revoke/", views.revoke, name="revoke_mandate"),
    path("minutes/", views.record_minutes, name="record_minutes"),
    path("minutes/<int:minutes_id>/file/", views.minutes_file, name="minutes_file"),
    path("enrol/", views.enrol, name="enrol"),
    path("slips/", views.slips, name="slips"),
    path("slips/<int:slip_id>/end/", views.end_slip, name="end_slip"),
]
