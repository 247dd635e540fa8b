urlpatterns: list = []
sign_in_urlpatterns: list = []
