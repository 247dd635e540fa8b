from django.urls import path

from demand.meetings import api, views

# These stand before those of a single need: none of them may be taken for its name.
urlpatterns = [
    path("entered-for-us/", views.entered_for_us, name="entered_for_us"),
    path("<slug:slug>/meeting/", views.meeting, name="meeting"),
    path("<slug:slug>/meeting/<slug:code>/", views.seat, name="seat"),
    path("<slug:slug>/files/", views.upload, name="upload_answers"),
    path("<slug:slug>/files/template/", views.answers_template, name="answers_template"),
    path(
        "<slug:slug>/files/template.csv",
        views.answers_template,
        {"kind": "csv"},
        name="answers_template_csv",
    ),
    path("<slug:slug>/files/<int:file_id>/", views.answer_file, name="answer_file"),
    path("<slug:slug>/sheet/", views.question_sheet, name="question_sheet"),
    path("<slug:slug>/results/", views.result_sheet, name="result_sheet"),
]

api_urlpatterns = [
    path("needs/<slug:slug>/entries/", api.Entries.as_view(), name="api_entries"),
]
