"""Addresses of the council's staff pages."""

from __future__ import annotations

from django.urls import path

from musubi.council.views import decisions, issues, opinions, work
from musubi.council.views.comments import office, sorting

app_name = "council"
STAFF = "staff/council/"
urlpatterns = [
    path(STAFF, issues.issues, name="issues"),
    path(f"{STAFF}issues/new/", issues.new, name="issue-new"),
    path(f"{STAFF}issues/<str:uid>/", issues.issue, name="issue"),
    path(f"{STAFF}issues/<str:uid>/edit/", issues.edit, name="issue-edit"),
    path(f"{STAFF}issues/<str:uid>/move/", issues.move, name="issue-move"),
    path(f"{STAFF}issues/<str:uid>/publish/", issues.publish, name="issue-publish"),
    path(f"{STAFF}issues/<str:uid>/public/", issues.publish_preview, name="issue-public"),
    path(f"{STAFF}issues/<str:uid>/graph/", issues.trace, {"face": "graph"}, name="issue-graph"),
    path(f"{STAFF}issues/<str:uid>/table/", issues.trace, {"face": "table"}, name="issue-table"),
    path(f"{STAFF}issues/<str:uid>/step/<slug:name>/", issues.step, name="issue-step"),
    path(f"{STAFF}opinions/", opinions.opinions, name="opinions"),
    path(f"{STAFF}opinions/new/", opinions.new, name="opinion-new"),
    path(f"{STAFF}opinions/gather/", opinions.gather_ticked, name="opinions-gather"),
    path(f"{STAFF}opinions/pick/<str:uid>/", opinions.pick, name="opinion-pick"),
    path(f"{STAFF}opinions/<str:uid>/", opinions.opinion, name="opinion"),
    path(f"{STAFF}opinions/<str:uid>/step/<slug:name>/", opinions.step, name="opinion-step"),
    path(f"{STAFF}decisions/", decisions.decisions, name="decisions"),
    path(f"{STAFF}decisions/new/", decisions.new_decision, name="decision-new"),
    path(f"{STAFF}decisions/record/", decisions.record_many, name="decisions-record"),
    path(f"{STAFF}decisions/<str:uid>/", decisions.decision, name="decision"),
    path(f"{STAFF}decisions/<str:uid>/step/<slug:name>/", decisions.step, name="decision-step"),
    path(f"{STAFF}resolutions/new/", decisions.new_resolution, name="resolution-new"),
    path(f"{STAFF}resolutions/<str:uid>/", decisions.resolution, name="resolution"),
    path(f"{STAFF}comments/", office.calls, name="comment-calls"),
    path(f"{STAFF}comments/new/", office.new, name="comment-new"),
    path(f"{STAFF}comments/<str:uid>/", office.call, name="comment-call"),
    path(f"{STAFF}comments/<str:uid>/edit/", office.edit, name="comment-edit"),
    path(f"{STAFF}comments/<str:uid>/typing/", office.typing, name="comment-typing"),
    path(f"{STAFF}comments/<str:uid>/sort/", sorting.sort, name="comment-sort"),
    path(f"{STAFF}comments/<str:uid>/put/", sorting.put, name="comment-put"),
    path(f"{STAFF}comments/<str:uid>/answers/", sorting.answers, name="comment-answers"),
    path(f"{STAFF}comments/<str:uid>/groups/<str:group>/<slug:name>/", sorting.group_step, name="comment-group-step"),
    path(f"{STAFF}comments/<str:uid>/workbook/", sorting.download, name="comment-workbook"),
    path(f"{STAFF}comments/<str:uid>/upload/", sorting.upload, name="comment-upload"),
    path(f"{STAFF}comments/<str:uid>/preview/", office.preview, name="comment-preview"),
    path(f"{STAFF}comments/<str:uid>/materials/<str:document>/", office.material, name="comment-material"),
    path(f"{STAFF}comments/<str:uid>/materials/<str:document>/remove/", office.drop_material, name="comment-material-remove"),
    path(f"{STAFF}comments/<str:uid>/step/<slug:name>/", office.step, name="comment-step"),
    path(f"{STAFF}coordination/", work.coordinations, name="coordinations"),
    path(f"{STAFF}coordination/<str:uid>/", work.coordination, name="coordination"),
    path(f"{STAFF}actions/", work.actions, name="actions"),
    path(f"{STAFF}actions/<str:uid>/", work.action, name="action"),
    path(f"{STAFF}actions/<str:uid>/<slug:name>/", work.action_step, name="action-step"),
    path(f"{STAFF}promises/", work.promises, name="promises"),
    path(f"{STAFF}promises/new/", work.new_promise, name="promise-new"),
    path(f"{STAFF}promises/<str:uid>/", work.promise, name="promise"),
    path(f"{STAFF}promises/<str:uid>/<slug:name>/", work.promise_step, name="promise-step"),
]
