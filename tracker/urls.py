"""Where everything is: the case pages, the admin, signing in and out."""

from django.contrib.auth import views as auth
from django.urls import include, path

from requests_app.admin.registry import site

urlpatterns = [
    path("sign-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", site.urls),
    path("", include("requests_app.web.urls")),
]
