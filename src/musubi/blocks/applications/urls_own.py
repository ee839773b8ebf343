"""Addresses of an applicant's own pages."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from musubi.blocks.applications.views import own, own_begin, own_documents, own_form, own_steps
from musubi.blocks.applications.views.agents import own as agent_pages
from musubi.blocks.applications.views.follow_up import own as follow_up
from musubi.blocks.applications.views.follow_up import sheets

app_name = "filings"
OWN = "my/applications/"
ONE = f"{OWN}<str:uid>/"
urlpatterns = [
    path(OWN, own.home, name="home"),
    path(f"{OWN}party/", RedirectView.as_view(pattern_name="parties:own-register", query_string=True), name="party"),  # handed out before
    path(f"{OWN}begin/<str:uid>/", own_begin.begin, name="begin"),
    path(f"{OWN}agents/", agent_pages.agents, name="agents"),
    path(f"{OWN}agents/open/<str:token>/", agent_pages.open_link, name="agent-open"),
    path(f"{OWN}agents/answer/", agent_pages.answer, name="agent-answer"),
    path(f"{OWN}agents/for/<str:party>/", agent_pages.ask_for, name="agent-for"),
    path(f"{OWN}agents/<str:uid>/", agent_pages.agent, name="agent"),
    path(f"{OWN}agents/<str:uid>/letter/", agent_pages.letter, name="agent-letter"),
    path(f"{OWN}agents/<str:uid>/sheet/", agent_pages.sheet, name="agent-sheet"),
    path(f"{OWN}agents/<str:uid>/end/", agent_pages.end, name="agent-end"),
    path(f"{OWN}agents/<str:uid>/again/", agent_pages.again, name="agent-again"),
    path(ONE, own.application, name="application"),
    path(f"{ONE}form/", own_form.form, name="form"),
    path(f"{ONE}save/", own_form.save, name="save"),
    path(f"{ONE}check/", own_form.check, name="check"),
    path(f"{ONE}print/", own_form.print_form, name="print"),
    path(f"{ONE}discard/", own_form.discard, name="discard"),
    path(f"{ONE}receipts/<str:number>/", own_form.receipt, name="receipt"),
    path(f"{ONE}notices/<str:notice>/", own.notice, name="notice"),
    path(f"{ONE}files/", own_documents.add, name="file-add"),
    path(f"{ONE}files/<str:file>/", own_documents.download, name="file"),
    path(f"{ONE}files/<str:file>/remove/", own_documents.remove, name="file-remove"),
    path(f"{ONE}files/<str:file>/restore/", own_documents.restore, name="file-restore"),
    path(f"{ONE}uploads/", own_documents.start, name="upload-start"),
    path(f"{ONE}uploads/<str:upload>/", own_documents.part, name="upload-part"),
    path(f"{ONE}uploads/<str:upload>/finish/", own_documents.finish, name="upload-finish"),
    path(f"{ONE}agents/<slug:kind>/", agent_pages.ask_at, name="agent-ask"),
    path(f"{ONE}withdraw/", own_steps.withdraw, name="withdraw"),
    path(f"{ONE}renounce/", own_steps.renounce, name="renounce"),
    path(f"{ONE}change/", own_steps.change, name="change"),
    path(f"{ONE}change/<str:change>/take-back/", own_steps.take_back_change, name="change-take-back"),
    path(f"{ONE}disposal/", follow_up.disposal, name="disposal"),
    path(f"{ONE}disposal/<str:disposal>/take-back/", follow_up.take_back_disposal, name="disposal-take-back"),
    path(f"{ONE}sheets/<slug:kind>/", sheets.own, name="sheet"),
    path(f"{ONE}tax/", follow_up.tax, name="tax"),
    path(f"{ONE}claim/", own_steps.claim, name="claim"),
    path(f"{ONE}obligations/<str:owed>/", own_steps.obligation, name="obligation"),
]
