"""Addresses where staff work on the plan."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.vision.views import (
    programs,
    staff,
    staff_brochure,
    staff_carry_over,
    staff_plans,
    staff_roadmap,
    staff_rows,
    staff_workbook,
    staff_workbook_new,
)

app_name = "plan"
urlpatterns = [
    path("staff/plan/", staff.overview, name="overview"),
    path("staff/plan/roadmap/", staff_roadmap.roadmap, name="roadmap"),
    path("staff/plan/roadmap/<str:code>/", staff_roadmap.row, name="roadmap-row"),
    path("staff/plan/questions/", staff.questions, name="questions"),
    path("staff/plan/unowned/", staff.unowned, name="unowned"),
    path("staff/plan/revisions/", staff.revisions, name="revisions"),
    path("staff/plan/revisions/<int:number>/", staff.revision, name="revision"),
    path("staff/plan/editions/", staff.editions, name="editions"),
    path("staff/plan/rows/<slug:table>/new/", staff_rows.add, name="row-add"),
    path("staff/plan/rows/<slug:table>/<slug:uid>/", staff_rows.edit, name="row-edit"),
    path("staff/plan/rows/<slug:table>/<slug:uid>/remove/", staff_rows.remove, name="row-remove"),
    path("staff/plan/workbook/", staff_workbook.workbook, name="workbook"),
    path("staff/plan/workbook/download/", staff_workbook.download, name="workbook-download"),
    path("staff/plan/workbook/template/", staff_workbook_new.template, name="workbook-template"),
    path("staff/plan/workbook/new/", staff_workbook_new.new, name="workbook-new"),
    path("staff/plan/workbook/<slug:uid>/", staff_workbook.preview, name="workbook-preview"),
    path("staff/plan/workbook/<slug:uid>/drop/", staff_workbook.drop, name="workbook-drop"),
    path("staff/plan/brochure/", staff_brochure.brochures, name="brochures"),
    path("staff/plan/brochure/<slug:uid>/", staff_brochure.confirm, name="brochure-confirm"),
    path("staff/plan/brochure/<slug:uid>/result/", staff_brochure.result, name="brochure-result"),
    path("staff/plan/brochure/<slug:uid>/file/", staff_brochure.original, name="brochure-file"),
    path("staff/plan/brochure/<slug:uid>/drop/", staff_brochure.drop, name="brochure-drop"),
    path("staff/plan/carry-over/", staff_carry_over.start, name="carry-over"),
    path("staff/plan/carry-over/<slug:slug>/", staff_carry_over.mapping, name="carry-over-mapping"),
    path("staff/plan/all/", staff_plans.plans, name="plans"),
    path("staff/plan/all/<slug:slug>/", staff_plans.plan, name="draft"),
    path("staff/plan/all/<slug:slug>/in-force/", staff_plans.in_force, name="draft-in-force"),
    path("staff/plan/all/<slug:slug>/rows/<slug:table>/", staff_plans.rows, name="draft-rows"),
    path("staff/plan/all/<slug:slug>/rows/<slug:table>/new/", staff_rows.add, name="draft-row-add"),
    path("staff/plan/all/<slug:slug>/rows/<slug:table>/<slug:uid>/", staff_rows.edit, name="draft-row-edit"),
    path("staff/plan/all/<slug:slug>/rows/<slug:table>/<slug:uid>/remove/", staff_rows.remove, name="draft-row-remove"),
    path("staff/plan/all/<slug:slug>/<str:code>/", staff_plans.item, name="draft-item"),
    path("staff/programs/", programs.overview, name="programs"),
    path("staff/programs/<slug:slug>/", programs.staff, name="program"),
    path("staff/desk/<str:code>/", staff.desk, name="desk"),
]
