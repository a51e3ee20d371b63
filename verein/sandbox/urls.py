"""Paths of the stand-ins, under /sandbox/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.accounts, name="sandbox_accounts"),
    path("post/", views.mails, name="sandbox_mails"),
    path("post/<int:pk>/", views.mail, name="sandbox_mail"),
    path("post/<int:pk>/html/", views.mail_html, name="sandbox_mail_html"),
    path("post/<int:pk>/anhang/<int:attachment_pk>/", views.attachment, name="sandbox_attachment"),
]
