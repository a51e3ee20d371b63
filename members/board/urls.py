"""Paths of the board outside Wagtail; they stand before its tree."""

from django.urls import path

from .views import groups, handover, history, own

urlpatterns = [
    path("vorstand/frueher/", history.past, name="past_boards"),
    path("mein/aemter/", own.my_offices, name="my_offices"),
    path("mein/aemter/<int:pk>/form/", own.my_form, name="my_office_form"),
    path("mein/aemter/<int:pk>/dokumente/", own.upload, name="my_office_upload"),
    path("mein/aemter/<int:pk>/dokumente/<int:document_pk>/entfernen/", own.remove, name="my_office_remove"),
    path("mein/aemter/aufgabe/<int:pk>/", handover.tick_own, name="my_office_task"),
    path("arbeitskreise/", groups.working_groups, name="working_groups"),
    path("arbeitskreise/<slug:slug>/", groups.working_group, name="working_group"),
    path("arbeitskreise/<slug:slug>/mitmachen/", groups.join, name="working_group_join"),
    path("arbeitskreise/<slug:slug>/verlassen/", groups.leave, name="working_group_leave"),
    path("arbeitskreise/<slug:slug>/leiten/", groups.manage, name="working_group_manage"),
    path("arbeitskreise/<slug:slug>/schliessen/", groups.close, name="working_group_close"),
    path("arbeitskreise/<slug:slug>/anfrage/<int:pk>/", groups.answer, name="working_group_answer"),
    path("arbeitskreise/<slug:slug>/person/<int:pk>/", groups.change_member, name="working_group_member"),
]
