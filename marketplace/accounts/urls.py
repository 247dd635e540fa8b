from allauth.account import views as allauth
from django.urls import path

from marketplace.accounts import adapters, views

urlpatterns = [
    path("", views.me, name="me"),
    path("act-for/", views.act_for, name="act_for"),
    path("address/", views.add_address, name="add_address"),
    path("address/confirm/", views.confirm_address, name="confirm_address"),
    path("number/", views.add_number, name="add_number"),
    path("number/confirm/", views.confirm_number, name="confirm_number"),
    path("tokens/", views.issue_token, name="issue_token"),
    path("tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke_token"),
]

# Only what signing in by code needs. allauth asks for a page to log in, to sign up and
# for accounts that were closed by these names: all three lead to the one form.
sign_in_urlpatterns = [
    path("login/code/", views.ask_for_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("login/", views.sign_in, name="account_login"),
    path("signup/", views.sign_in, name="account_signup"),
    path("inactive/", views.sign_in, name="account_inactive"),
    path("line/", views.line, {"view": adapters.begin_with_line}, name="line_login"),
    path("line/back/", views.line, {"view": adapters.finish_with_line}, name="line_callback"),
    path("logout/", allauth.logout, name="account_logout"),
]
