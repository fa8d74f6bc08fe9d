"""Addresses of log-in, preferences and what a person keeps safe."""

from __future__ import annotations

from django.urls import path

from hengke.apps.identity import security_views, views
from hengke.apps.identity.factors import views as factors
from hengke.apps.identity.sessions import views as sessions
from hengke.apps.identity.sso import views as sso
from hengke.apps.identity.tokens import views as tokens

app_name = "identity"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/factor/", sessions.factor, name="factor"),
    path("login/enrol/", factors.enrol, name="enrol"),
    path("login/password/", sessions.new_password, name="new-password"),
    path("login/enter/", sessions.enter, name="enter"),
    path("login/with/<slug:name>/", sso.begin, name="sso"),
    path("login/with/<slug:name>/done/", sso.done, name="sso-done"),
    path("login/with/<slug:name>/leave/", sso.leave, name="sso-leave"),
    path("logout/", views.logout, name="logout"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/set/", views.set_preferences, name="set-preferences"),
    path("password/", views.change_password, name="password"),
    path("security/", security_views.security, name="security"),
    path("security/confirm/", sessions.confirm, name="confirm"),
    path("security/factors/add/", factors.add, name="add-factor"),
    path("security/factors/codes/", factors.renew_codes, name="renew-codes"),
    path("security/factors/app/remove/", factors.remove_app, name="remove-app"),
    path("security/factors/keys/<int:pk>/rename/", factors.rename, name="rename-key"),
    path("security/factors/keys/<int:pk>/remove/", factors.remove_key, name="remove-key"),
    path("security/sessions/<int:pk>/end/", sessions.end, name="end-session"),
    path("security/tokens/new/", tokens.make, name="token"),
    path("security/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke-token"),
]
